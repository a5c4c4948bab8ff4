/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "CUMULATIVE_ICMP_TYPE"
pen         = 35632
id          = 98
type        = "u32"
role        = "or"
layer       = "icmp"
unit        = "flags"
description = "Every ICMP type seen: bit n for n and, in ICMPv6, 128 + n, up to n = 30; bit 31 for all others."
reference   = "nProbe, ntop private element 98, whose bits are not documented"
*/
static __always_inline void cumulative_icmp_type(struct flow_value *flow, const struct packet *packet)
{
	__u32 type = packet->icmp_type_code >> 8;

	if (type >= 128 && packet->protocol == 58)
		type -= 128;
	flow->cumulative_icmp_type |= 1u << (type < 31 ? type : 31);
}
