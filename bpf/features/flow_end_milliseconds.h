/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "FLOW_END_MILLISECONDS"
element     = "flowEndMilliseconds"
id          = 153
type        = "time_ns"
role        = "max"
layer       = "frame"
unit        = "milliseconds"
description = "Latest packet of the flow, since the Unix epoch."
reference   = "RFC 7012, IANA 153"
*/
static __always_inline void flow_end_milliseconds(struct flow_value *flow, const struct packet *packet)
{
	flow->flow_end_milliseconds = later(packet->time_ns, flow->flow_end_milliseconds);
}
