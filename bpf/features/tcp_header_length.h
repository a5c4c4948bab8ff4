/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "tcpHeaderLength"
id          = 188
type        = "u8"
role        = "first"
layer       = "tcp"
unit        = "octets"
description = "Octets of the TCP header of the first packet, options included; 0 when that is not TCP."
reference   = "RFC 9293 section 3.1, IANA 188"
*/
static __always_inline void tcp_header_length(struct flow_value *flow, const struct packet *packet)
{
	flow->tcp_header_length = packet->tcp_header_octets;
}
