/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Devices without a link layer of their own (tun, GRE, WireGuard, PPP): the first octet is that of the IP header. What it is, the
 * kernel knows in TC; XDP goes by the first nibble. `octets` counts an Ethernet header, as in ethernet.h.
 */
static __always_inline bool parse_link(struct packet *packet, __u32 octets)
{
	const __u8 *at = packet->data;

#if TC
	packet->ether_type = packet->client_type = packet->ctx->protocol;
	return true;
#else
	if (at + (octets > 14 ? octets - 14 : 1) > packet->end)
		return false;
	packet->ether_type = at[0] >> 4 == 4 ? TYPE_IPV4 : at[0] >> 4 == 6 ? TYPE_IPV6 : 0;
	packet->client_type = packet->ether_type;
	return true;
#endif
}
