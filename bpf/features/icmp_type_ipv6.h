/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "icmpTypeIPv6"
id          = 178
type        = "u8"
role        = "first"
layer       = "icmpv6"
unit        = ""
sibling     = "ICMP_IPV4_TYPE"
description = "ICMPv6 type of the first packet; 0 when that is not ICMPv6."
reference   = "RFC 4443, IANA 178"
*/
static __always_inline void icmp_type_ipv6(struct flow_value *flow, const struct packet *packet)
{
	flow->icmp_type_ipv6 = packet->icmp_type_code >> 8;
}
