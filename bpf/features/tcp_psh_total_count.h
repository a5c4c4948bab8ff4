/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "tcpPshTotalCount"
id          = 221
type        = "u64"
role        = "sum"
layer       = "tcp"
unit        = "packets"
description = "TCP packets of the flow with flag PSH."
reference   = "RFC 9293 section 3.1, IANA 221"
*/
static __always_inline void tcp_psh_total_count(struct flow_value *flow, const struct packet *packet)
{
	if (packet->tcp_flags & 0x08)
		flow->tcp_psh_total_count += 1; /* of the segments of one frame, only the last has it */
}
