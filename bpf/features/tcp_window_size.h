/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "tcpWindowSize"
id          = 186
type        = "u16"
role        = "first"
layer       = "tcp"
unit        = ""
description = "Window of the first packet as it is in the header, not scaled; 0 when that is not TCP."
reference   = "RFC 9293 section 3.1, IANA 186"
*/
static __always_inline void tcp_window_size(struct flow_value *flow, const struct packet *packet)
{
	flow->tcp_window_size = packet->tcp_window;
}
