/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "SRC_FRAGMENTS"
pen         = 35632
id          = 80
type        = "u32"
role        = "sum"
layer       = "ip"
unit        = "packets"
description = "Packets that are fragments: the first, later and last ones of a datagram."
reference   = "nProbe, ntop private element 80"
*/
static __always_inline void src_fragments(struct flow_value *flow, const struct packet *packet)
{
	if (packet->fragment_bits & 0x3fff)
		flow->src_fragments += packet->packets;
}
