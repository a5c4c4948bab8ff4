/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "ARRIVAL_GAP_COARSE_SUM"
internal    = true
type        = "u64"
role        = "sum"
state       = ["u64 seen_ns"]
layer       = "ip"
unit        = ""
description = "Sum of the gaps between the arrivals of packets, each in units of 1024 ns: what belongs to ARRIVAL_GAP_SQUARES."
*/
static __always_inline void arrival_gap_coarse_sum(struct flow_value *flow, const struct packet *packet)
{
	flow->arrival_gap_coarse_sum += arrival_gap(packet) >> 10;
}
