/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The first octets of what lies somewhere in a frame. In a program only if a fragment asks for them. A function of its own, for the
 * verifier's sake: see octets.h.
 */
enum { SECTION_OCTETS = 64 };

struct section {
	__u64 words[SECTION_OCTETS / 8]; /* octets in their order */
};

/* How many of the octets from offset in the frame on can be copied: as many as captured, and SECTION_OCTETS at the most. */
__noinline __u32 section_octets(context *ctx, __u32 offset, __u32 octets)
{
#if TC /* what follows the headers mostly lies elsewhere in memory, but it is there */
	__u32 held = ctx->len;
#else
	__u32 held = (const __u8 *)(long)ctx->data_end - (const __u8 *)(long)ctx->data;
#endif
	__u32 left = held > offset ? held - offset : 0;

	octets = octets < left ? octets : left;
	return octets < SECTION_OCTETS ? octets : SECTION_OCTETS;
}

/* Copies those octets and fills up with zeros. Gives how many were copied. */
__noinline __u32 copy_section(context *ctx, struct section *to, __u32 offset, __u32 octets)
{
	__u32 most = section_octets(ctx, offset, octets), copied = 0;

	if (!to || offset > 8192)
		return 0;
	*to = (struct section){};
#if TC
	__u32 last = most - 1;

	if (!most)
		return 0;
	/* Linux 6.1 does not see that what is left is 1 to SECTION_OCTETS. */
	asm("" : "+r"(last));
	copied = (last & (SECTION_OCTETS - 1)) + 1;
	if (bpf_skb_load_bytes(ctx, offset, to, copied))
		return 0;
#else
	const __u8 *end = (const __u8 *)(long)ctx->data_end;
	const __u8 *from = (const __u8 *)(long)ctx->data + offset;

	for (; copied < SECTION_OCTETS && copied < most && from + copied + 1 <= end; copied++)
		((__u8 *)to)[copied] = from[copied];
#endif
	return copied;
}

/* Of the packet from its IP header on; of several packets in one frame, of the first. */
static __always_inline __u32 ip_section_octets(const struct packet *packet)
{
	return section_octets(packet->ctx, packet->link_octets, packet->largest_octets);
}

static __always_inline void copy_ip_section(struct section *to, const struct packet *packet)
{
	copy_section(packet->ctx, to, packet->link_octets, packet->largest_octets);
}
