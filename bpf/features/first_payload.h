/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "FIRST_PAYLOAD"
internal    = true
type        = "u64"
role        = "max"
layer       = "transport"
unit        = ""
description = "All ones less the time of the first packet of TCP or UDP with a payload; 0: none."
reference   = "RFC 9293 section 3.1, RFC 768"
*/
static __always_inline void first_payload(struct flow_value *flow, const struct packet *packet)
{
	__u32 headers = packet->transport_offset - packet->link_octets;

	if (packet->is_tcp)
		headers += packet->tcp_header_octets;
	else if (packet->protocol == 17 && packet->source_port | packet->destination_port)
		headers += 8;
	else
		return;
	if (packet->ip_octets > headers && ~packet->time_ns > flow->first_payload)
		flow->first_payload = ~packet->time_ns;
}
