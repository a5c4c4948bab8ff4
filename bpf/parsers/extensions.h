/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * RFC 8200 section 4: hop-by-hop (0), routing (43), fragment (44) and destination options (60), at most 8 headers. One that is
 * cut, or a ninth, ends the walk: the protocol is then the number of the header not walked. A function of its own, for the
 * verifier's sake: see mpls.h. Packets without extension headers never call it.
 */
static __always_inline bool is_extension(__u8 protocol)
{
	return protocol == 0 || protocol == 43 || protocol == 44 || protocol == 60;
}

/* Protocol (bits 0 to 7), whether a later fragment (bit 8), offset of what follows (from bit 16). */
__noinline __u32 walk_extensions(context *ctx, __u32 offset, __u32 protocol)
{
	const __u8 *end = (const __u8 *)(long)ctx->data_end;
	const __u8 *data = (const __u8 *)(long)ctx->data;

	for (int headers = 0; headers < 8 && is_extension(protocol); headers++) {
		if (offset > 8192)
			break;
		const __u8 *at = data + offset;
		if (at + 8 > end)
			break;
		__u32 octets = protocol == 44 ? 8 : (at[1] + 1) * 8;
		if (at + octets > end)
			break;
		bool later = protocol == 44 && load16(at + 2) & to_be16(0xfff8);
		protocol = at[0];
		offset += octets;
		if (later)
			return offset << 16 | 1 << 8 | protocol;
	}
	return offset << 16 | protocol;
}

static __always_inline void parse_extensions(struct packet *packet)
{
	if (likely(packet->protocol == 17 || packet->protocol == 6 || !is_extension(packet->protocol)))
		return;
	__u32 walked = walk_extensions(packet->ctx, packet->link_octets + 40, packet->protocol);
	packet->protocol = walked;
	packet->later_fragment = walked >> 8 & 1;
	packet->at = packet->data + (walked >> 16 & 0x3fff);
}
