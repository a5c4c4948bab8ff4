/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "IN_SRC_MAC"
element     = "sourceMacAddress"
id          = 56
type        = "mac"
role        = "first"
layer       = "ethernet"
unit        = ""
description = "Source MAC address of the first packet."
reference   = "IEEE 802.3"
*/
static __always_inline void in_src_mac(struct flow_value *flow, const struct packet *packet)
{
	flow->in_src_mac = packet->source_mac;
}
