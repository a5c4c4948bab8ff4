/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "ipHeaderLength"
id          = 189
type        = "u8"
role        = "first"
layer       = "ip"
unit        = "octets"
description = "Octets of the IP header of the first packet, IPv4 options included; IPv6: 40."
reference   = "RFC 7012, IANA 189"
*/
static __always_inline void ip_header_length(struct flow_value *flow, const struct packet *packet)
{
	flow->ip_header_length = packet->ip_header_octets;
}
