/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "IPV6_SRC_ADDR"
element     = "sourceIPv6Address"
id          = 27
type        = "ipv6"
role        = "key"
layer       = "ipv6"
unit        = ""
sibling     = "IPV4_SRC_ADDR"
description = "Source address of an IPv6 packet."
reference   = "RFC 8200"
*/
static __always_inline void ipv6_src_addr(struct flow_key *key, const struct packet *packet)
{
	key->ipv6_src_addr = packet->ipv6_source;
}
