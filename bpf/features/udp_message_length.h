/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "udpMessageLength"
id          = 205
type        = "u16"
role        = "first"
layer       = "transport"
unit        = "octets"
description = "Length in the UDP header of the first packet; 0 when that is not UDP."
reference   = "RFC 768, IANA 205"
*/
static __always_inline void udp_message_length(struct flow_value *flow, const struct packet *packet)
{
	flow->udp_message_length = transport_octets(packet, 17) >> 16;
}
