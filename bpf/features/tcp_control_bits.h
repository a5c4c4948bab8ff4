/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "tcpControlBits"
element     = "tcpControlBits"
id          = 6
type        = "u16"
role        = "or"
layer       = "tcp"
unit        = "flags"
description = "Every TCP flag seen in the flow, all 12 bits; 0 when the flow is not TCP."
reference   = "RFC 7125"
*/
static __always_inline void tcp_control_bits(struct flow_value *flow, const struct packet *packet)
{
	flow->tcp_control_bits |= packet->tcp_flags;
}
