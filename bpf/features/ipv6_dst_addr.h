/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "IPV6_DST_ADDR"
element     = "destinationIPv6Address"
id          = 28
type        = "ipv6"
role        = "key"
layer       = "ipv6"
unit        = ""
sibling     = "IPV4_DST_ADDR"
description = "Destination address of an IPv6 packet."
reference   = "RFC 8200"
*/
static __always_inline void ipv6_dst_addr(struct flow_key *key, const struct packet *packet)
{
	key->ipv6_dst_addr = packet->ipv6_destination;
}
