/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "ipHeaderPacketSection"
id          = 313
type        = "octets"
length      = 64
role        = "first"
layer       = "ip"
unit        = ""
description = "First 64 octets of the first packet, from its IP header on; those beyond its end, or not captured, are 0."
reference   = "RFC 5477, 7133, IANA 313"
*/
static __always_inline void ip_header_packet_section(struct flow_value *flow, const struct packet *packet)
{
	copy_ip_section((struct section *)flow->ip_header_packet_section, packet);
}
