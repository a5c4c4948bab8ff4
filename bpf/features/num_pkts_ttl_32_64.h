/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "NUM_PKTS_TTL_32_64"
pen         = 35632
id          = 335
type        = "u32"
role        = "sum"
layer       = "ip"
unit        = "packets"
description = "Packets with a time to live or hop limit of 33 to 64."
reference   = "nProbe, ntop private element 335"
*/
static __always_inline void num_pkts_ttl_32_64(struct flow_value *flow, const struct packet *packet)
{
	flow->num_pkts_ttl_32_64 += packets_of_ttl(packet, 32, 64);
}
