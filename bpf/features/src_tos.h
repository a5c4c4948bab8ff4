/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "SRC_TOS"
element     = "ipClassOfService"
id          = 5
type        = "u8"
role        = "first"
layer       = "ip"
unit        = ""
description = "Type of service (IPv4) or traffic class (IPv6) of the first packet: DSCP and ECN."
reference   = "RFC 2474, RFC 3168"
*/
static __always_inline void src_tos(struct flow_value *flow, const struct packet *packet)
{
	flow->src_tos = packet->tos;
}
