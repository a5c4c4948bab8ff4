/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "tcpSynTotalCount"
id          = 218
type        = "u64"
role        = "sum"
layer       = "tcp"
unit        = "packets"
description = "TCP packets of the flow with flag SYN."
reference   = "RFC 9293 section 3.1, IANA 218"
*/
static __always_inline void tcp_syn_total_count(struct flow_value *flow, const struct packet *packet)
{
	if (packet->tcp_flags & 0x02)
		flow->tcp_syn_total_count += packet->packets;
}
