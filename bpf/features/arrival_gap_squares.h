/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "ARRIVAL_GAP_SQUARES"
internal    = true
type        = "u64"
role        = "sum"
state       = ["u64 seen_ns"]
layer       = "ip"
unit        = ""
description = "Sum of the squares of the gaps between the arrivals of packets, each in units of 1024 ns, at most 2^32 - 1 of them."
*/
static __always_inline void arrival_gap_squares(struct flow_value *flow, const struct packet *packet)
{
	__u64 gap = arrival_gap(packet) >> 10;

	if (gap > 0xffffffff)
		gap = 0xffffffff;
	flow->arrival_gap_squares += gap * gap;
}
