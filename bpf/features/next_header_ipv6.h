/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "nextHeaderIPv6"
id          = 193
type        = "u8"
role        = "first"
layer       = "ip"
unit        = ""
description = "Number of what follows the IPv6 header of the first packet, be it an extension header; 0 in IPv4."
reference   = "RFC 8200 section 3, IANA 193"
*/
static __always_inline void next_header_ipv6(struct flow_value *flow, const struct packet *packet)
{
	flow->next_header_ipv6 = packet->next_header;
}
