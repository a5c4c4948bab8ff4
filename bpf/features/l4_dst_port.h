/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "L4_DST_PORT"
element     = "destinationTransportPort"
id          = 11
type        = "be16"
role        = "key"
layer       = "transport"
unit        = ""
description = "Destination port, as L4_SRC_PORT; ICMP and ICMPv6: type * 256 + code."
reference   = "RFC 7012, IANA 11"
*/
static __always_inline void l4_dst_port(struct flow_key *key, const struct packet *packet)
{
	key->l4_dst_port = packet->destination_port;
}
