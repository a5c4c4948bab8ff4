/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "tcpUrgentPointer"
id          = 187
type        = "be16"
role        = "first"
layer       = "tcp"
unit        = ""
description = "Urgent pointer of the first packet; 0 when that is not TCP."
reference   = "RFC 9293 section 3.1, IANA 187"
*/
static __always_inline void tcp_urgent_pointer(struct flow_value *flow, const struct packet *packet)
{
	flow->tcp_urgent_pointer = packet->tcp_urgent;
}
