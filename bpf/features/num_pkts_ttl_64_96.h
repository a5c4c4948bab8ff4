/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "NUM_PKTS_TTL_64_96"
pen         = 35632
id          = 336
type        = "u32"
role        = "sum"
layer       = "ip"
unit        = "packets"
description = "Packets with a time to live or hop limit of 65 to 96."
reference   = "nProbe, ntop private element 336"
*/
static __always_inline void num_pkts_ttl_64_96(struct flow_value *flow, const struct packet *packet)
{
	flow->num_pkts_ttl_64_96 += packets_of_ttl(packet, 64, 96);
}
