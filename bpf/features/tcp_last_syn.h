/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "TCP_LAST_SYN"
internal    = true
type        = "u64"
role        = "max"
layer       = "tcp"
unit        = ""
description = "Time of the last SYN, with or without ACK; 0: none."
reference   = "RFC 9293 section 3.5"
*/
static __always_inline void tcp_last_syn(struct flow_value *flow, const struct packet *packet)
{
	if (packet->tcp_flags & 0x02 && packet->time_ns > flow->tcp_last_syn)
		flow->tcp_last_syn = packet->time_ns;
}
