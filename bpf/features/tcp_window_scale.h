/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "tcpWindowScale"
id          = 238
type        = "u16"
role        = "max"
layer       = "tcp"
unit        = ""
description = "Largest window scale that a SYN announced: a power of 2; 0 when none did."
reference   = "RFC 7323 section 2.2, IANA 238"
*/
static __always_inline void tcp_window_scale(struct flow_value *flow, const struct packet *packet)
{
	__u8 shift = tcp_syn_values(packet) >> 16;

	if (shift > flow->tcp_window_scale)
		flow->tcp_window_scale = shift;
}
