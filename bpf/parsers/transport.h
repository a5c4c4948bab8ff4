/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Ports of TCP (RFC 9293), UDP (768), UDP-Lite (3828), SCTP (9260) and DCCP (4340); type and code of ICMP (792) and ICMPv6
 * (4443). All stay 0 unless the whole minimal header is there.
 */
static __always_inline void parse_tcp(struct packet *packet)
{
	const __u8 *at = packet->at;

	if (at + 20 > packet->end)
		return;
	packet->source_port = load16(at);
	packet->destination_port = load16(at + 2);
	packet->tcp_flags = from_be16(load16(at + 12)) & 0xfff;
	packet->tcp_sequence = load32(at + 4);
	packet->tcp_acknowledgement = load32(at + 8);
	packet->tcp_window = from_be16(load16(at + 14));
	packet->tcp_urgent = load16(at + 18);
	packet->tcp_header_octets = (at[12] >> 4) * 4;
	packet->is_tcp = true;
}

static __always_inline void parse_ports(struct packet *packet, __u32 header)
{
	const __u8 *at = packet->at;

	if (at + header > packet->end)
		return;
	packet->source_port = load16(at);
	packet->destination_port = load16(at + 2);
}

static __always_inline void parse_icmp(struct packet *packet, __u32 header)
{
	const __u8 *at = packet->at;

	if (at + header > packet->end)
		return;
	packet->destination_port = load16(at);
	packet->icmp_type_code = from_be16(packet->destination_port);
	packet->is_icmp = true;
}

/*
 * For what is looked for later on: a number, because each pointer that lives on is one more thing in which the verifier's ways
 * differ. Called only if a fragment needs it.
 */
static __always_inline void keep_transport_offset(struct packet *packet)
{
	__u64 offset = packet->at - packet->data;

	asm("" : "+r"(offset));
	packet->transport_offset = offset;
}

static __always_inline void parse_transport(struct packet *packet)
{
	__u8 protocol = packet->protocol;

	if (packet->later_fragment)
		return;
	if (protocol == 6)
		parse_tcp(packet);
	else if (protocol == 17 || protocol == 136)
		parse_ports(packet, 8);
	else if (protocol == 132 || protocol == 33)
		parse_ports(packet, 12);
	else if (protocol == (packet->version == 4 ? 1 : 58))
		parse_icmp(packet, packet->version == 4 ? 8 : 4);
}
