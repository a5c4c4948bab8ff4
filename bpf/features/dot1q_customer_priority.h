/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "dot1qCustomerPriority"
id          = 246
type        = "u8"
role        = "first"
layer       = "vlan"
unit        = ""
description = "Priority code point of the innermost VLAN tag of the first packet; 0 without a tag."
reference   = "IEEE 802.1Q, IANA 246"
*/
static __always_inline void dot1q_customer_priority(struct flow_value *flow, const struct packet *packet)
{
	flow->dot1q_customer_priority = packet->inner_priority;
}
