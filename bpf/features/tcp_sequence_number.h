/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "tcpSequenceNumber"
id          = 184
type        = "be32"
role        = "first"
layer       = "tcp"
unit        = ""
description = "Sequence number of the first packet; 0 when that is not TCP."
reference   = "RFC 9293 section 3.1, IANA 184"
*/
static __always_inline void tcp_sequence_number(struct flow_value *flow, const struct packet *packet)
{
	flow->tcp_sequence_number = packet->tcp_sequence;
}
