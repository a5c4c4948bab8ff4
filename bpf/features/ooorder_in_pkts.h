/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "OOORDER_IN_PKTS"
pen         = 35632
id          = 111
type        = "u32"
role        = "sum"
state       = ["u64 sequence_ns", "u32 sequence_first", "u32 sequence_end", "u32 hole_begin", "u32 hole_end", "u8 sequence_known"]
layer       = "tcp"
unit        = "packets"
description = "TCP segments that fill a hole in the sequence within 3 ms of the segment that is ahead of all others."
reference   = "nProbe, ntop private element 111"
*/
static __always_inline void ooorder_in_pkts(struct flow_value *flow, const struct packet *packet)
{
	if (packet->segment == OUT_OF_ORDER)
		flow->ooorder_in_pkts += packet->packets;
}
