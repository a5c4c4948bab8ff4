/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What few fields look for in headers that are no way to others. In a program only if a fragment does. A function of its own that gives
 * a number: the verifier follows each pointer into the packet with all that is known of it, and ten of them are too many for it.
 */

/* The 8 octets at offset in network byte order, or 0 if they are not all there. */
__noinline __u64 octets_at(context *ctx, __u32 offset)
{
	const __u8 *end = (const __u8 *)(long)ctx->data_end;
	const __u8 *at = (const __u8 *)(long)ctx->data;

	if (offset > 8192)
		return 0;
	at += offset;
	return at + 8 > end ? 0 : (__u64)from_be32(load32(at)) << 32 | from_be32(load32(at + 4));
}

/* MPLS label `number` (1 is the topmost): 20 bits label, 3 traffic class, 1 bottom of stack, 8 TTL; 0 if there are fewer. */
static __always_inline __u32 mpls_label(const struct packet *packet, __u32 number)
{
	if (packet->label_count < number)
		return 0;
	return octets_at(packet->ctx, packet->label_offset + (number - 1) * 4) >> 32;
}

/* The same without its TTL, as on the wire. */
static __always_inline void copy_mpls_label(__u8 *to, const struct packet *packet, __u32 number)
{
	__u32 value = mpls_label(packet, number);

	to[0] = value >> 24;
	to[1] = value >> 16;
	to[2] = value >> 8;
}

/*
 * The first 8 octets of the transport header in network byte order, or 0 if it is that of another protocol, or they are not all
 * there. All tests are made here: what a caller tests again, the verifier has to tell apart from there on, protocol by protocol.
 */
__noinline __u64 transport_octets_at(context *ctx, __u32 offset, __u32 protocol, __u32 wanted, __u32 later_fragment)
{
	return protocol != wanted || later_fragment ? 0 : octets_at(ctx, offset);
}

static __always_inline __u64 transport_octets(const struct packet *packet, __u32 protocol)
{
	return transport_octets_at(packet->ctx, packet->transport_offset, packet->protocol, protocol,
				   packet->later_fragment);
}
