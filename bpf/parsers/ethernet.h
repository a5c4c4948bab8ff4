/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* IEEE 802.3: addresses and type, if there are so many octets. A frame of less than 14 is malformed. */
static __always_inline bool parse_link(struct packet *packet, __u32 octets)
{
	const __u8 *at = packet->data;

	if (at + octets > packet->end)
		return false;
	packet->destination_mac = load_mac(at);
	packet->source_mac = load_mac(at + 6);
	packet->ether_type = packet->client_type = load16(at + 12);
	packet->at = at + 14;
	packet->link_octets = 14;
	return true;
}
