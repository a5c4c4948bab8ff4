/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "NUM_PKTS_TTL_EQ_1"
pen         = 35632
id          = 347
type        = "u32"
role        = "sum"
layer       = "ip"
unit        = "packets"
description = "Packets with a time to live or hop limit of 1."
reference   = "nProbe, ntop private element 347"
*/
static __always_inline void num_pkts_ttl_eq_1(struct flow_value *flow, const struct packet *packet)
{
	flow->num_pkts_ttl_eq_1 += packets_of_ttl(packet, 0, 1);
}
