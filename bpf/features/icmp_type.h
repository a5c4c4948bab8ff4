/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "ICMP_TYPE"
element     = "icmpTypeCodeIPv4"
id          = 32
type        = "u16"
role        = "first"
layer       = "icmp"
unit        = ""
description = "ICMP or ICMPv6 type * 256 + code of the first packet; 0 when the flow is neither."
reference   = "RFC 792, RFC 4443"
*/
static __always_inline void icmp_type(struct flow_value *flow, const struct packet *packet)
{
	flow->icmp_type = packet->icmp_type_code;
}
