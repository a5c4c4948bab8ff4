/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "NUM_PKTS_TTL_2_5"
pen         = 35632
id          = 346
type        = "u32"
role        = "sum"
layer       = "ip"
unit        = "packets"
description = "Packets with a time to live or hop limit of 2 to 5."
reference   = "nProbe, ntop private element 346"
*/
static __always_inline void num_pkts_ttl_2_5(struct flow_value *flow, const struct packet *packet)
{
	flow->num_pkts_ttl_2_5 += packets_of_ttl(packet, 1, 5);
}
