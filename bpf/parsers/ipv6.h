/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* RFC 8200, and RFC 2675 for jumbograms. */

/* The jumbo payload length (RFC 2675 section 2) in the hop-by-hop header at offset, or 0. */
__noinline __u32 jumbo_octets(context *ctx, __u32 offset)
{
	const __u8 *end = (const __u8 *)(long)ctx->data_end;
	const __u8 *at = (const __u8 *)(long)ctx->data;

	if (offset > 256)
		return 0;
	at += offset;
	if (at + 8 > end)
		return 0;
	const __u8 *header_end = at + 8 + at[1] * 8;
	at += 2;
	for (int options = 0; options < 8; options++) {
		if (at + 6 > end || at + 6 > header_end)
			return 0;
		if (at[0] == 0xc2)
			return at[1] == 4 ? from_be32(load32(at + 2)) : 0;
		at += at[0] ? 2 + at[1] : 1;
	}
	return 0;
}

static __always_inline void count_ipv6(struct packet *packet, struct counters *counters, __u32 cpu);

static __always_inline void read_ipv6_addresses(struct packet *packet)
{
	packet->ipv6_source = load_ipv6(packet->ip + 8);
	packet->ipv6_destination = load_ipv6(packet->ip + 24);
}

static __always_inline enum verdict meter_ipv6(struct packet *packet, struct counters *counters, __u32 cpu,
					       const bool usual)
{
	const __u8 *ip = packet->at;

	if (ip + 40 > packet->end || ip[0] >> 4 != 6)
		return usual ? UNUSUAL : MALFORMED;
	__u32 payload = from_be16(load16(ip + 4));
	if (usual && ip[6] == 0)
		return UNUSUAL;
	if (unlikely(!payload && ip[6] == 0))
		payload = jumbo_octets(packet->ctx, packet->link_octets + 40);
	packet->ip_octets = payload + 40;
#if TC /* segments of more than 65,535 octets: the header that says so, where there is one, is not for the wire */
	if (unlikely(!load16(ip + 4) && packet->ctx->gso_size))
		packet->ip_octets = held_octets(packet) - packet->link_octets - (ip[6] == 0 ? 8 : 0);
#endif
	packet->largest_octets = packet->smallest_octets = packet->ip_octets;
#if TC
	count_segments(packet);
#endif
	packet->version = 6;
	packet->tos = from_be16(load16(ip)) >> 4;
	packet->protocol = ip[6];
	packet->ttl = ip[7];
	packet->ip = ip;
	packet->ip_header_octets = 40;
	packet->flow_label = from_be32(load32(ip)) & 0xfffff;
	packet->next_header = ip[6];
	packet->at = ip + 40;
#if OWN_EXPORT
	enum verdict verdict = look_for_own_export(packet, usual);
	if (unlikely(verdict != IS_IP))
		return verdict;
#endif
	counters->octets += packet->ip_octets;
	count_ipv6(packet, counters, cpu);
	return IS_IP;
}
