/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "RETRANSMITTED_IN_BYTES"
pen         = 35632
id          = 127
type        = "u32"
role        = "sum"
state       = ["u64 sequence_ns", "u32 sequence_first", "u32 sequence_end", "u32 hole_begin", "u32 hole_end", "u8 sequence_known"]
layer       = "tcp"
unit        = "octets"
description = "Layer 3 octets of the segments in RETRANSMITTED_IN_PKTS."
reference   = "nProbe, ntop private element 127"
*/
static __always_inline void retransmitted_in_bytes(struct flow_value *flow, const struct packet *packet)
{
	if (packet->segment == RETRANSMITTED)
		flow->retransmitted_in_bytes += packet->ip_octets;
}
