/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "UNTUNNELED_IPV4_SRC_ADDR"
pen         = 35632
id          = 114
type        = "ipv4"
role        = "first"
layer       = "ip"
unit        = ""
description = "Source address of the IPv4 packet directly around the first one, in a tunnel; else 0.0.0.0."
reference   = "nProbe"
*/
static __always_inline void untunneled_ipv4_src_addr(struct flow_value *flow, const struct packet *packet)
{
	flow->untunneled_ipv4_src_addr = tunnel_ipv4(packet, 12);
}
