/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "IPV6_OPTION_HEADERS"
element     = "ipv6ExtensionHeaders"
id          = 64
type        = "u32"
role        = "or"
layer       = "ip"
unit        = "flags"
description = "Every IPv6 extension header seen in the flow; bit 0, the lowest, is destination options, 1 hop by hop, 3 hidden payload, 4 first and 6 later fragment, 5 routing, 12 mobility, 13 ESP, 14 authentication, 15 compression."
reference   = "RFC 5102 erratum 1738, IANA 64"
*/
static __always_inline void ipv6_option_headers(struct flow_value *flow, const struct packet *packet)
{
	flow->ipv6_option_headers |= packet->extension_bits;
}
