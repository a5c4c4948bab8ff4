/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "ipDiffServCodePoint"
id          = 195
type        = "u8"
role        = "first"
layer       = "ip"
unit        = ""
description = "DSCP of the first packet: the upper 6 bits of type of service or traffic class."
reference   = "RFC 2474, IANA 195"
*/
static __always_inline void ip_diff_serv_code_point(struct flow_value *flow, const struct packet *packet)
{
	flow->ip_diff_serv_code_point = packet->tos >> 2;
}
