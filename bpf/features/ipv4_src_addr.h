/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "IPV4_SRC_ADDR"
element     = "sourceIPv4Address"
id          = 8
type        = "ipv4"
role        = "key"
layer       = "ipv4"
unit        = ""
sibling     = "IPV6_SRC_ADDR"
description = "Source address of an IPv4 packet."
reference   = "RFC 791"
*/
static __always_inline void ipv4_src_addr(struct flow_key *key, const struct packet *packet)
{
	key->ipv4_src_addr = packet->ipv4_source;
}
