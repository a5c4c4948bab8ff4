/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "NUM_PKTS_TTL_128_160"
pen         = 35632
id          = 338
type        = "u32"
role        = "sum"
layer       = "ip"
unit        = "packets"
description = "Packets with a time to live or hop limit of 129 to 160."
reference   = "nProbe, ntop private element 338"
*/
static __always_inline void num_pkts_ttl_128_160(struct flow_value *flow, const struct packet *packet)
{
	flow->num_pkts_ttl_128_160 += packets_of_ttl(packet, 128, 160);
}
