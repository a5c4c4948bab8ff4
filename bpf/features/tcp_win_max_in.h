/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "TCP_WIN_MAX_IN"
pen         = 35632
id          = 416
type        = "u16"
role        = "max"
layer       = "tcp"
unit        = "octets"
description = "Largest TCP window as it is in the header, not scaled; 0 when the flow is not TCP."
reference   = "nProbe, ntop private element 416"
*/
static __always_inline void tcp_win_max_in(struct flow_value *flow, const struct packet *packet)
{
	if (packet->tcp_window > flow->tcp_win_max_in)
		flow->tcp_win_max_in = packet->tcp_window;
}
