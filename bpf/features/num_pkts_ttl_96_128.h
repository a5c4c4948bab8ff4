/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "NUM_PKTS_TTL_96_128"
pen         = 35632
id          = 337
type        = "u32"
role        = "sum"
layer       = "ip"
unit        = "packets"
description = "Packets with a time to live or hop limit of 97 to 128."
reference   = "nProbe, ntop private element 337"
*/
static __always_inline void num_pkts_ttl_96_128(struct flow_value *flow, const struct packet *packet)
{
	flow->num_pkts_ttl_96_128 += packets_of_ttl(packet, 96, 128);
}
