/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* RFC 791. A total length of 0 is segmentation offload at work: the frame's own length counts. */
static __always_inline void count_ipv4(struct packet *packet, struct counters *counters, __u32 cpu);

/* When the key is built, not before: what is read early has to be kept somewhere until then. */
static __always_inline void read_ipv4_addresses(struct packet *packet)
{
	packet->ipv4_source = load32(packet->ip + 12);
	packet->ipv4_destination = load32(packet->ip + 16);
}

static __always_inline enum verdict meter_ipv4(struct packet *packet, struct counters *counters, __u32 cpu,
					       const bool usual)
{
	const __u8 *ip = packet->at;

	if (!usual && ip + 20 > packet->end) /* else it has been looked at */
		return MALFORMED;
	__u32 header = 20;
	if (unlikely(ip[0] != 0x45)) {
		if (usual)
			return UNUSUAL;
		header = (ip[0] & 15) * 4;
		if (ip[0] >> 4 != 4 || header < 20 || ip + header > packet->end)
			return MALFORMED;
	}
	packet->ip_octets = from_be16(load16(ip + 2));
	if (unlikely(packet->ip_octets < header)) {
		if (usual)
			return UNUSUAL;
		if (packet->ip_octets)
			return MALFORMED;
		__u32 octets = held_octets(packet);
		packet->ip_octets = octets > packet->link_octets + header ? octets - packet->link_octets : header;
	}
	packet->largest_octets = packet->smallest_octets = packet->ip_octets;
#if TC
	count_segments(packet);
#endif
	packet->version = 4;
	packet->tos = ip[1];
	packet->later_fragment = load16(ip + 6) & to_be16(0x1fff);
	packet->fragment_bits = from_be16(load16(ip + 6));
	packet->fragment_number = from_be16(load16(ip + 4));
	packet->ttl = ip[8];
	packet->protocol = ip[9];
	packet->ip = ip;
	packet->ip_header_octets = header;
	packet->at = ip + header;
#if OWN_EXPORT
	enum verdict verdict = look_for_own_export(packet, usual);
	if (unlikely(verdict != IS_IP))
		return verdict;
#endif
	counters->octets += packet->ip_octets;
	count_ipv4(packet, counters, cpu);
	return IS_IP;
}
