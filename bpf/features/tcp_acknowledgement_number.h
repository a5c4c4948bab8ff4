/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "tcpAcknowledgementNumber"
id          = 185
type        = "be32"
role        = "first"
layer       = "tcp"
unit        = ""
description = "Acknowledgement number of the first packet; 0 when that is not TCP."
reference   = "RFC 9293 section 3.1, IANA 185"
*/
static __always_inline void tcp_acknowledgement_number(struct flow_value *flow, const struct packet *packet)
{
	flow->tcp_acknowledgement_number = packet->tcp_acknowledgement;
}
