/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "SRC_VLAN"
element     = "vlanId"
id          = 58
type        = "u16"
role        = "first"
layer       = "vlan"
unit        = ""
description = "VLAN id of the innermost tag of the first packet; 0 without a tag."
reference   = "IEEE 802.1Q"
*/
static __always_inline void src_vlan(struct flow_value *flow, const struct packet *packet)
{
	flow->src_vlan = packet->inner_vlan;
}
