/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "TCP_PAYLOAD_BYTES"
element     = "tcpPayloadOctetDeltaCount"
pen         = 32473    # for examples (RFC 5612); put your own enterprise's number here
id          = 1
type        = "u64"
role        = "sum"
layer       = "tcp"
unit        = "octets"
description = "Octets of TCP behind its headers; of a datagram in fragments those of the first; 0 when the flow is not TCP."
reference   = "RFC 9293 section 3.1"
*/
static __always_inline void tcp_payload_bytes(struct flow_value *flow, const struct packet *packet)
{
	/* Of one packet, whatever lies between; a frame may stand for several, each with its headers. */
	__u32 headers = packet->transport_offset - packet->link_octets + packet->tcp_header_octets;

	if (packet->is_tcp && packet->ip_octets > packet->packets * headers)
		flow->tcp_payload_bytes += packet->ip_octets - packet->packets * headers;
}
