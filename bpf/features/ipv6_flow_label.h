/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "IPV6_FLOW_LABEL"
element     = "flowLabelIPv6"
id          = 31
type        = "u32"
role        = "first"
layer       = "ip"
unit        = ""
description = "Flow label of the first packet; 0 in IPv4."
reference   = "RFC 6437, IANA 31"
*/
static __always_inline void ipv6_flow_label(struct flow_value *flow, const struct packet *packet)
{
	flow->ipv6_flow_label = packet->flow_label;
}
