/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Later fragments of a datagram have no transport header. Here the first one's ports are kept for them, by what tells datagrams apart:
 * addresses, identification and, of IPv4 alone, the protocol (RFC 791 section 3.2, RFC 8200 section 4.5: there the fragments of a
 * datagram may name different next headers, so they get the first one's protocol, too). In a program only if it was asked for.
 * Each CPU has its own sets, as of flows: of a datagram in fragments, receive-side scaling sees the addresses alone.
 */
TABLE(first_fragments, 2 * sizeof(struct first_fragment));
TABLE(fragment_counts, sizeof(struct fragment_counts));

/* Of a datagram's fragments: RFC 791 section 3.2. An identification is soon used again. */
#define LONGEST_REASSEMBLY_NS 15000000000ull

/* Bits of the two numbers below. */
enum { DATAGRAM_PROTOCOL = 32, DATAGRAM_VERSION = 40, TRANSPORT_PROTOCOL = 32, TRANSPORT_IS_LATER = 40 };

static __always_inline void count_without_first(__u32 cpu)
{
	struct fragment_counts *counts = element(&fragment_counts, cpu);

	if (counts)
		counts->without_first++;
}

/*
 * Keeps the ports of a first fragment, or finds those of a later one; `own` and the result are as first_fragment.transport. A
 * function of its own, for the verifier's sake: see parsers/mpls.h.
 */
__noinline __u64 transport_of_datagram(context *ctx, __u32 offset, __u64 number, __u64 own, __u64 now)
{
	const __u8 *end = (const __u8 *)(long)ctx->data_end;
	const __u8 *ip = (const __u8 *)(long)ctx->data;
	__u64 datagram[5] = {};
	__u32 cpu = bpf_get_smp_processor_id();

	if (offset > FARTHEST_IP)
		return own;
	ip += offset;
	datagram[4] = number;
	if (number >> DATAGRAM_VERSION == 4) {
		if (ip + 20 > end)
			return own;
		datagram[0] = load64(ip + 12);
	} else {
		if (ip + 40 > end)
			return own;
#pragma clang loop unroll(full)
		for (__u32 i = 0; i < 4; i++)
			datagram[i] = load64(ip + 8 + 8 * i);
	}
	__u32 hash = hash_key(datagram, 5);
	struct first_fragment *first =
		element(&first_fragments, (cpu << FIRST_FRAGMENT_BITS) + (hash >> (32 - FIRST_FRAGMENT_BITS)));
	if (unlikely(!first))
		return own; /* cannot be: the loader made an element for every index */
	struct first_fragment *other = first + 1;
	bool is_known = same_key(first->datagram, datagram, 5);
	if (!is_known && same_key(other->datagram, datagram, 5)) {
		first = other;
		is_known = true;
	}
	if (own >> TRANSPORT_IS_LATER) {
		/* Time may run backwards in captures. */
		if (is_known && now - first->time_ns + LONGEST_REASSEMBLY_NS < 2 * LONGEST_REASSEMBLY_NS)
			return first->transport;
		count_without_first(cpu);
		return own;
	}
	if (!is_known && first->datagram[4] && (!other->datagram[4] || other->time_ns < first->time_ns))
		first = other;
#pragma clang loop unroll(full)
	for (__u32 i = 0; i < 5; i++)
		first->datagram[i] = datagram[i];
	first->time_ns = now;
	first->transport = own;
	return own;
}

/* Others would only take places. The ports of a later fragment of IPv6 may lie behind headers that the first one alone has. */
static __always_inline bool may_have_ports(__u8 protocol, __u8 version)
{
	return protocol == 17 || protocol == 6 || protocol == 132 || protocol == 33 || protocol == 136 ||
	       (version == 4 ? protocol == 1 : protocol == 58 || is_extension(protocol));
}

static __always_inline void take_ports_of_datagram(struct packet *packet)
{
	if (likely(!(packet->fragment_bits & 0x3fff)) || !may_have_ports(packet->protocol, packet->version))
		return;
#if SAMPLING
	if (!packet->is_sampled) /* a dropper wants to see it */
		return;
#endif
#if CAPTURE || READS_CLOCK
	__u64 now = packet->time_ns;
#else
	__u64 now = bpf_ktime_get_ns();
#endif
	__u64 number = packet->fragment_number | (__u64)packet->version << DATAGRAM_VERSION;
	if (packet->version == 4)
		number |= (__u64)packet->protocol << DATAGRAM_PROTOCOL;
	__u64 own = (__u32)packet->destination_port << 16 | packet->source_port |
		    (__u64)packet->protocol << TRANSPORT_PROTOCOL;
	if (packet->later_fragment)
		own |= 1ull << TRANSPORT_IS_LATER;
	__u64 transport = transport_of_datagram(packet->ctx, packet->link_octets, number, own, now);
	packet->source_port = transport;
	packet->destination_port = transport >> 16;
	packet->protocol = transport >> TRANSPORT_PROTOCOL;
}
