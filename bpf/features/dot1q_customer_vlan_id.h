/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "dot1qCustomerVlanId"
id          = 245
type        = "u16"
role        = "first"
layer       = "vlan"
unit        = ""
description = "VLAN id of the innermost tag of the first packet, the customer's; 0 without a tag."
reference   = "IEEE 802.1Q, IANA 245"
*/
static __always_inline void dot1q_customer_vlan_id(struct flow_value *flow, const struct packet *packet)
{
	flow->dot1q_customer_vlan_id = packet->inner_vlan;
}
