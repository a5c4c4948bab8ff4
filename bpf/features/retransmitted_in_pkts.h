/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "RETRANSMITTED_IN_PKTS"
pen         = 35632
id          = 109
type        = "u32"
role        = "sum"
state       = ["u64 sequence_ns", "u32 sequence_first", "u32 sequence_end", "u32 hole_begin", "u32 hole_end", "u8 sequence_known"]
layer       = "tcp"
unit        = "packets"
description = "TCP segments whose payload, SYN or FIN was there before, or comes so late that it was lost on the way."
reference   = "nProbe, ntop private element 109"
*/
static __always_inline void retransmitted_in_pkts(struct flow_value *flow, const struct packet *packet)
{
	if (packet->segment == RETRANSMITTED)
		flow->retransmitted_in_pkts += packet->packets;
}
