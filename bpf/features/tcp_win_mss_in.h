/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "TCP_WIN_MSS_IN"
pen         = 35632
id          = 417
type        = "u16"
role        = "max"
layer       = "tcp"
unit        = "octets"
description = "Largest maximum segment size that a SYN announced; 0 when none did."
reference   = "RFC 9293 section 3.7.1, ntop private element 417"
*/
static __always_inline void tcp_win_mss_in(struct flow_value *flow, const struct packet *packet)
{
	__u16 limit = tcp_syn_values(packet);

	if (limit > flow->tcp_win_mss_in)
		flow->tcp_win_mss_in = limit;
}
