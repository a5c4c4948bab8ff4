/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "DOT1Q_SRC_VLAN"
element     = "dot1qVlanId"
id          = 243
type        = "u16"
role        = "first"
layer       = "vlan"
unit        = ""
description = "VLAN id of the outermost tag of the first packet; 0 without a tag."
reference   = "IEEE 802.1Q"
*/
static __always_inline void dot1q_src_vlan(struct flow_value *flow, const struct packet *packet)
{
	flow->dot1q_src_vlan = packet->outer_vlan;
}
