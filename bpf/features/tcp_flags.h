/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "TCP_FLAGS"
element     = "tcpControlBits"
id          = 6
type        = "u8"
role        = "or"
layer       = "tcp"
unit        = "flags"
description = "Every TCP flag seen in the flow, low 8 bits; 0 when the flow is not TCP."
reference   = "RFC 3954 section 8"
*/
static __always_inline void tcp_flags(struct flow_value *flow, const struct packet *packet)
{
	flow->tcp_flags |= packet->tcp_flags;
}
