/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "ipPrecedence"
id          = 196
type        = "u8"
role        = "first"
layer       = "ip"
unit        = ""
description = "IP precedence of the first packet: the upper 3 bits of type of service or traffic class."
reference   = "RFC 791, IANA 196"
*/
static __always_inline void ip_precedence(struct flow_value *flow, const struct packet *packet)
{
	flow->ip_precedence = packet->tos >> 5;
}
