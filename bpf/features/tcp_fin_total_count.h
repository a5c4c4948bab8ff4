/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "tcpFinTotalCount"
id          = 219
type        = "u64"
role        = "sum"
layer       = "tcp"
unit        = "packets"
description = "TCP packets of the flow with flag FIN."
reference   = "RFC 9293 section 3.1, IANA 219"
*/
static __always_inline void tcp_fin_total_count(struct flow_value *flow, const struct packet *packet)
{
	if (packet->tcp_flags & 0x01)
		flow->tcp_fin_total_count += 1; /* of the segments of one frame, only the last has it */
}
