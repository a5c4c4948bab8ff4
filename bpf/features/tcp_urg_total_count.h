/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "tcpUrgTotalCount"
id          = 223
type        = "u64"
role        = "sum"
layer       = "tcp"
unit        = "packets"
description = "TCP packets of the flow with flag URG."
reference   = "RFC 9293 section 3.1, IANA 223"
*/
static __always_inline void tcp_urg_total_count(struct flow_value *flow, const struct packet *packet)
{
	if (packet->tcp_flags & 0x20)
		flow->tcp_urg_total_count += packet->packets;
}
