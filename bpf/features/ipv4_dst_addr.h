/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "IPV4_DST_ADDR"
element     = "destinationIPv4Address"
id          = 12
type        = "ipv4"
role        = "key"
layer       = "ipv4"
unit        = ""
sibling     = "IPV6_DST_ADDR"
description = "Destination address of an IPv4 packet."
reference   = "RFC 791"
*/
static __always_inline void ipv4_dst_addr(struct flow_key *key, const struct packet *packet)
{
	key->ipv4_dst_addr = packet->ipv4_destination;
}
