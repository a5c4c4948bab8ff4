/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "ethernetType"
id          = 256
type        = "be16"
role        = "first"
layer       = "ethernet"
unit        = ""
description = "Ethernet type of the first packet, behind its VLAN tags: IPv4 2048, IPv6 34525, MPLS 34887 or 34888."
reference   = "IEEE 802.3, IANA 256"
*/
static __always_inline void ethernet_type(struct flow_value *flow, const struct packet *packet)
{
	flow->ethernet_type = packet->client_type;
}
