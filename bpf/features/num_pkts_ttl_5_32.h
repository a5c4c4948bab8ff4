/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "NUM_PKTS_TTL_5_32"
pen         = 35632
id          = 334
type        = "u32"
role        = "sum"
layer       = "ip"
unit        = "packets"
description = "Packets with a time to live or hop limit of 6 to 32."
reference   = "nProbe, ntop private element 334"
*/
static __always_inline void num_pkts_ttl_5_32(struct flow_value *flow, const struct packet *packet)
{
	flow->num_pkts_ttl_5_32 += packets_of_ttl(packet, 5, 32);
}
