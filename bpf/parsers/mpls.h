/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * RFC 3032: up to 16 labels; the payload is IP by its first nibble. The walk is a function of its own, verified once: inlined,
 * every number of labels would be verified with all that follows. Plain frames never call it.
 */

/* Octets of the labels at offset, or -(verdict). */
__noinline int mpls_octets(context *ctx, __u32 offset)
{
	const __u8 *end = (const __u8 *)(long)ctx->data_end;
	const __u8 *at = (const __u8 *)(long)ctx->data;

	if (offset > 64)
		return -MALFORMED;
	at += offset;
	for (int labels = 1; labels <= 16; labels++) {
		if (at + 4 > end)
			return -MALFORMED;
		if (at[2] & 1)
			return labels * 4;
		at += 4;
	}
	return -NON_IP;
}

static __always_inline enum verdict parse_mpls(struct packet *packet)
{
	if (likely(packet->ether_type != to_be16(0x8847) && packet->ether_type != to_be16(0x8848)))
		return IS_IP;
	int octets = mpls_octets(packet->ctx, packet->link_octets);
	__u32 walked = octets;
	/* Hides that both are the same: else the compiler may check one copy each, and the verifier knows half of both. */
	asm("" : "+r"(walked));
	if (octets <= 0 || octets > 64)
		return octets == -NON_IP ? NON_IP : MALFORMED;
	packet->label_offset = packet->link_octets;
	packet->label_count = walked / 4;
#if TUNNELS
	/* There registers run short, and what the verifier knows of the number is lost on the stack: a mask that the compiler keeps. */
	octets = walked & 127;
#endif
	packet->link_octets += octets;
	packet->at = packet->data + packet->link_octets;
	if (packet->at + 1 > packet->end)
		return MALFORMED;
	__u8 version = packet->at[0] >> 4;
	packet->ether_type = version == 4 ? TYPE_IPV4 : version == 6 ? TYPE_IPV6 : 0;
	return IS_IP;
}

/* What lies between the Ethernet header and IP, in frames that are not plain. */
static __always_inline enum verdict parse_tags(struct packet *packet)
{
	enum verdict verdict = parse_vlan(packet);

	return verdict == IS_IP ? parse_mpls(packet) : verdict;
}
