/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Which extension headers an IPv6 packet has, as the bits of ipv6ExtensionHeaders (IANA 64), and what its fragment header says. In
 * a program only if a fragment reads that. Other than in extensions.h, headers that hide nothing but are no way to a transport
 * header that is metered (authentication, mobility) are walked as well. A function of its own, for the verifier's sake: see mpls.h.
 */
enum extension_bit {
	EXTENSION_DESTINATION = 1 << 0,
	EXTENSION_HOP_BY_HOP = 1 << 1,
	EXTENSION_UNKNOWN =
		1 << 3, /* the transport header cannot be seen: encrypted, compressed, cut, behind a ninth header */
	EXTENSION_FIRST_FRAGMENT = 1 << 4,
	EXTENSION_ROUTING = 1 << 5,
	EXTENSION_LATER_FRAGMENT = 1 << 6,
	EXTENSION_MOBILITY = 1 << 12,
	EXTENSION_ENCRYPTED = 1 << 13,
	EXTENSION_AUTHENTICATION = 1 << 14,
	EXTENSION_COMPRESSED = 1 << 15,
};

static __always_inline __u32 extension_bit(__u32 protocol)
{
	switch (protocol) {
	case 0:
		return EXTENSION_HOP_BY_HOP;
	case 43:
		return EXTENSION_ROUTING;
	case 44:
		return EXTENSION_FIRST_FRAGMENT;
	case 50:
		return EXTENSION_ENCRYPTED | EXTENSION_UNKNOWN;
	case 51:
		return EXTENSION_AUTHENTICATION;
	case 60:
		return EXTENSION_DESTINATION;
	case 108:
		return EXTENSION_COMPRESSED | EXTENSION_UNKNOWN;
	case 135:
		return EXTENSION_MOBILITY;
	}
	return 0;
}

/* For the loop below: inlined there, it would be laid out so that Linux 6.1 takes the loop's begin for a jump back ("back-edge"). */
__noinline __u32 extension_bit_of(__u32 protocol)
{
	return extension_bit(protocol);
}

/* extension_bits (bits 0 to 15), fragment_bits (16 to 31) and fragment_number (from 32) of what follows the IPv6 header. */
__noinline __u64 extensions_at(context *ctx, __u32 offset, __u32 protocol)
{
	const __u8 *end = (const __u8 *)(long)ctx->data_end;
	const __u8 *data = (const __u8 *)(long)ctx->data;
	__u64 found = 0;

	for (int headers = 0; headers < 9; headers++) {
		__u32 bit = extension_bit_of(protocol);

		if (!bit || bit & EXTENSION_UNKNOWN)
			return found | bit;
		if (headers == 8 || offset > 8192)
			break;
		const __u8 *at = data + offset;
		if (at + 8 > end)
			break;
		__u32 octets = protocol == 44 ? 8 : protocol == 51 ? (at[1] + 2) * 4 : (at[1] + 1) * 8;
		if (at + octets > end)
			break;
		if (protocol == 44) {
			__u32 field = from_be16(load16(at + 2));

			found |= (__u64)from_be32(load32(at + 4)) << 32 | (field >> 3 | (field & 1) << 13) << 16;
			if (field >> 3)
				return found | EXTENSION_LATER_FRAGMENT;
		}
		found |= bit;
		protocol = at[0];
		offset += octets;
	}
	return found | EXTENSION_UNKNOWN;
}

static __always_inline void list_extensions(struct packet *packet)
{
	__u32 next = packet->ip[6];

	if (likely(!extension_bit(next)))
		return;
	__u64 found = extensions_at(packet->ctx, packet->link_octets + 40, next);
	packet->extension_bits = found;
	packet->fragment_bits = found >> 16;
	packet->fragment_number = found >> 32;
}
