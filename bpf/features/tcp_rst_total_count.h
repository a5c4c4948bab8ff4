/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "tcpRstTotalCount"
id          = 220
type        = "u64"
role        = "sum"
layer       = "tcp"
unit        = "packets"
description = "TCP packets of the flow with flag RST."
reference   = "RFC 9293 section 3.1, IANA 220"
*/
static __always_inline void tcp_rst_total_count(struct flow_value *flow, const struct packet *packet)
{
	if (packet->tcp_flags & 0x04)
		flow->tcp_rst_total_count += packet->packets;
}
