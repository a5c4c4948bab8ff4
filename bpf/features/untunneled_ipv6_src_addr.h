/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "UNTUNNELED_IPV6_SRC_ADDR"
pen         = 35632
id          = 396
type        = "ipv6"
role        = "first"
layer       = "ip"
unit        = ""
description = "Source address of the IPv6 packet directly around the first one, in a tunnel; else ::."
reference   = "nProbe"
*/
static __always_inline void untunneled_ipv6_src_addr(struct flow_value *flow, const struct packet *packet)
{
	flow->untunneled_ipv6_src_addr = tunnel_ipv6(packet, 8);
}
