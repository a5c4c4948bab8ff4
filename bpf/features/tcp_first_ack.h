/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "TCP_FIRST_ACK"
internal    = true
type        = "u64"
role        = "max"
layer       = "tcp"
unit        = ""
description = "All ones less the time of the first ACK without SYN and RST; 0: none."
reference   = "RFC 9293 section 3.5"
*/
static __always_inline void tcp_first_ack(struct flow_value *flow, const struct packet *packet)
{
	if ((packet->tcp_flags & 0x16) == 0x10 && ~packet->time_ns > flow->tcp_first_ack)
		flow->tcp_first_ack = ~packet->time_ns;
}
