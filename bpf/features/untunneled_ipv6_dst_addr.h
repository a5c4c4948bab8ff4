/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "UNTUNNELED_IPV6_DST_ADDR"
pen         = 35632
id          = 397
type        = "ipv6"
role        = "first"
layer       = "ip"
unit        = ""
description = "Destination address of the IPv6 packet directly around the first one, in a tunnel; else ::."
reference   = "nProbe"
*/
static __always_inline void untunneled_ipv6_dst_addr(struct flow_value *flow, const struct packet *packet)
{
	flow->untunneled_ipv6_dst_addr = tunnel_ipv6(packet, 24);
}
