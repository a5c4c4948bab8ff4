/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "FLOW_START_MILLISECONDS"
element     = "flowStartMilliseconds"
id          = 152
type        = "time_ns"
role        = "min"
layer       = "frame"
unit        = "milliseconds"
description = "Earliest packet of the flow, since the Unix epoch."
reference   = "RFC 7012, IANA 152"
*/
static __always_inline void flow_start_milliseconds(struct flow_value *flow, const struct packet *packet)
{
	flow->flow_start_milliseconds =
		packet->first ? packet->time_ns : earlier(packet->time_ns, flow->flow_start_milliseconds);
}
