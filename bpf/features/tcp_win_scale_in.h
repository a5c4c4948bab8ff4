/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "TCP_WIN_SCALE_IN"
pen         = 35632
id          = 418
type        = "u8"
role        = "max"
layer       = "tcp"
unit        = ""
description = "Largest window scale that a SYN announced: a power of 2; 0 when none did."
reference   = "RFC 7323 section 2.2, ntop private element 418"
*/
static __always_inline void tcp_win_scale_in(struct flow_value *flow, const struct packet *packet)
{
	__u8 shift = tcp_syn_values(packet) >> 16;

	if (shift > flow->tcp_win_scale_in)
		flow->tcp_win_scale_in = shift;
}
