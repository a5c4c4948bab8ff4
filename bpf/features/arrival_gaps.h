/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "ARRIVAL_GAPS"
internal    = true
type        = "u32"
role        = "sum"
state       = ["u64 seen_ns"]
layer       = "ip"
unit        = ""
description = "Gaps between the arrivals of packets; that before the first packet of a flow is none."
*/
static __always_inline void arrival_gaps(struct flow_value *flow, const struct packet *packet)
{
	flow->arrival_gaps += closed_gaps(packet);
}
