/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "TCP_FIRST_SYN"
internal    = true
type        = "u64"
role        = "max"
layer       = "tcp"
unit        = ""
description = "All ones less the time of the first SYN, with or without ACK, so that the first is the largest; 0: none."
reference   = "RFC 9293 section 3.5"
*/
static __always_inline void tcp_first_syn(struct flow_value *flow, const struct packet *packet)
{
	if (packet->tcp_flags & 0x02 && ~packet->time_ns > flow->tcp_first_syn)
		flow->tcp_first_syn = ~packet->time_ns;
}
