/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * IEEE 802.1Q and 802.1ad: up to two tags are walked; the type of a third one makes the frame non-IP. In TC the kernel may hold the
 * outermost one beside the frame: see open_packet().
 */
static __always_inline bool is_vlan(__be16 type)
{
	return type == to_be16(0x8100) || type == to_be16(0x88a8) || type == to_be16(0x9100) || type == to_be16(0x9200);
}

static __always_inline enum verdict parse_tag(struct packet *packet)
{
	const __u8 *at = packet->at;

	if (at + 4 > packet->end)
		return MALFORMED;
	packet->inner_vlan = from_be16(load16(at)) & 0xfff;
	packet->inner_priority = at[0] >> 5;
	packet->ether_type = packet->client_type = load16(at + 2);
	packet->at = at + 4;
	packet->link_octets += 4;
	return IS_IP;
}

static __always_inline enum verdict parse_vlan(struct packet *packet)
{
	if (likely(!is_vlan(packet->ether_type)))
		return IS_IP;
	if (parse_tag(packet) != IS_IP)
		return MALFORMED;
	if (packet->tag_octets)
		return IS_IP;
	packet->outer_vlan = packet->inner_vlan;
	packet->outer_priority = packet->inner_priority;
	return is_vlan(packet->ether_type) ? parse_tag(packet) : IS_IP;
}
