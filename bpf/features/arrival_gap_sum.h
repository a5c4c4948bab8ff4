/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "ARRIVAL_GAP_SUM"
internal    = true
type        = "u64"
role        = "sum"
state       = ["u64 seen_ns"]
layer       = "ip"
unit        = "nanoseconds"
description = "Sum of the gaps between the arrivals of packets."
*/
static __always_inline void arrival_gap_sum(struct flow_value *flow, const struct packet *packet)
{
	flow->arrival_gap_sum += arrival_gap(packet);
}
