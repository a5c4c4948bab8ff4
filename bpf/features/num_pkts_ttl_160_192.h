/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "NUM_PKTS_TTL_160_192"
pen         = 35632
id          = 339
type        = "u32"
role        = "sum"
layer       = "ip"
unit        = "packets"
description = "Packets with a time to live or hop limit of 161 to 192."
reference   = "nProbe, ntop private element 339"
*/
static __always_inline void num_pkts_ttl_160_192(struct flow_value *flow, const struct packet *packet)
{
	flow->num_pkts_ttl_160_192 += packets_of_ttl(packet, 160, 192);
}
