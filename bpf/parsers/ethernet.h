/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* IEEE 802.3: addresses and type. A frame that is shorter is malformed. */
static __always_inline bool parse_ethernet(struct packet *packet)
{
	const __u8 *at = packet->data;

	if (at + 14 > packet->end)
		return false;
	packet->destination_mac = load_mac(at);
	packet->source_mac = load_mac(at + 6);
	packet->ether_type = load16(at + 12);
	packet->at = at + 14;
	packet->link_octets = 14;
	return true;
}
