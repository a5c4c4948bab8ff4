/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "tcpAckTotalCount"
id          = 222
type        = "u64"
role        = "sum"
layer       = "tcp"
unit        = "packets"
description = "TCP packets of the flow with flag ACK."
reference   = "RFC 9293 section 3.1, IANA 222"
*/
static __always_inline void tcp_ack_total_count(struct flow_value *flow, const struct packet *packet)
{
	if (packet->tcp_flags & 0x10)
		flow->tcp_ack_total_count += packet->packets;
}
