/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "ICMP_IPV4_CODE"
element     = "icmpCodeIPv4"
id          = 177
type        = "u8"
role        = "first"
layer       = "icmpv4"
unit        = ""
sibling     = "icmpCodeIPv6"
description = "ICMP code of the first packet; 0 when that is not ICMP."
reference   = "RFC 792, IANA 177"
*/
static __always_inline void icmp_ipv4_code(struct flow_value *flow, const struct packet *packet)
{
	flow->icmp_ipv4_code = packet->icmp_type_code;
}
