/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "ICMP_IPV4_TYPE"
element     = "icmpTypeIPv4"
id          = 176
type        = "u8"
role        = "first"
layer       = "icmpv4"
unit        = ""
sibling     = "icmpTypeIPv6"
description = "ICMP type of the first packet; 0 when that is not ICMP."
reference   = "RFC 792, IANA 176"
*/
static __always_inline void icmp_ipv4_type(struct flow_value *flow, const struct packet *packet)
{
	flow->icmp_ipv4_type = packet->icmp_type_code >> 8;
}
