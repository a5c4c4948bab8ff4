/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "NUM_PKTS_TTL_192_224"
pen         = 35632
id          = 340
type        = "u32"
role        = "sum"
layer       = "ip"
unit        = "packets"
description = "Packets with a time to live or hop limit of 193 to 224."
reference   = "nProbe, ntop private element 340"
*/
static __always_inline void num_pkts_ttl_192_224(struct flow_value *flow, const struct packet *packet)
{
	flow->num_pkts_ttl_192_224 += packets_of_ttl(packet, 192, 224);
}
