/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "TCP_WIN_MIN_IN"
pen         = 35632
id          = 415
type        = "u16"
role        = "min"
layer       = "transport"
unit        = "octets"
description = "Smallest TCP window as it is in the header, not scaled; 0 where a packet is not TCP."
reference   = "nProbe, ntop private element 415"
*/
static __always_inline void tcp_win_min_in(struct flow_value *flow, const struct packet *packet)
{
	if (packet->first || packet->tcp_window < flow->tcp_win_min_in)
		flow->tcp_win_min_in = packet->tcp_window;
}
