/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "IN_DST_MAC"
element     = "destinationMacAddress"
id          = 80
type        = "mac"
role        = "first"
layer       = "ethernet"
unit        = ""
description = "Destination MAC address of the first packet."
reference   = "IEEE 802.3"
*/
static __always_inline void in_dst_mac(struct flow_value *flow, const struct packet *packet)
{
	flow->in_dst_mac = packet->destination_mac;
}
