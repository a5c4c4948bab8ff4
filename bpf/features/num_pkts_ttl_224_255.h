/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "NUM_PKTS_TTL_224_255"
pen         = 35632
id          = 341
type        = "u32"
role        = "sum"
layer       = "ip"
unit        = "packets"
description = "Packets with a time to live or hop limit of 225 to 255."
reference   = "nProbe, ntop private element 341"
*/
static __always_inline void num_pkts_ttl_224_255(struct flow_value *flow, const struct packet *packet)
{
	flow->num_pkts_ttl_224_255 += packets_of_ttl(packet, 224, 255);
}
