/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * TC only: a frame that the kernel will cut into segments (GSO), or has put together from several (GRO), counts as those segments.
 * Each carries the same headers, and all but the last carry gso_size octets. Exact for TCP and UDP over IPv4 and IPv6. In tunnels
 * the inner headers are repeated, too: how many octets that is, the kernel has worked out where packets leave (wire_len), and
 * nobody knows where they enter.
 */

/* Packets (upper half) and the octets of headers that each of them has, from the IP header on (lower half). */
__noinline __u64 segmentation(struct __sk_buff *ctx, __u32 link_octets, __u32 ip_octets)
{
	const __u8 *end = (const __u8 *)(long)ctx->data_end;
	const __u8 *data = (const __u8 *)(long)ctx->data;
	__u32 packets = ctx->gso_segs, size = ctx->gso_size, offset = link_octets, protocol = 0;
	bool temporary = false; /* a hop-by-hop header that holds a length above 65,535 and never gets to the wire */

	if (offset > FARTHEST_IP || data + offset + 20 > end || !size)
		return 1ull << 32;
	const __u8 *ip = data + offset;
	if (ip[0] >> 4 == 4) {
		offset += (ip[0] & 15) * 4;
		protocol = ip[9];
	} else {
		__u32 walked = walk_extensions(ctx, offset + 40, ip[6]);
		protocol = walked & 255;
		offset = walked >> 16 & 0x3fff;
		temporary = !load16(ip + 4) && ip[6] == 0;
	}
	const __u8 *at = data + offset;
	__u32 headers = offset - link_octets - (temporary ? 8 : 0);
	if (protocol == 6)
		headers += at + 20 <= end ? (at[12] >> 4) * 4 : 20;
	else if (protocol == 17)
		headers += 8;
	else if (protocol == 132)
		headers += 12;
	if (headers >= ip_octets)
		return 1ull << 32;
	if (!packets) /* as virtual machines send them: nobody has counted yet */
		packets = (ip_octets - headers + size - 1) / size;
	if (packets > 1 && ctx->wire_len > ctx->len && !temporary) {
		__u32 all_headers = (ctx->wire_len - ctx->len) / (packets - 1);

		if (all_headers > link_octets + headers && all_headers < ip_octets)
			headers = all_headers - link_octets;
	}
	return (__u64)packets << 32 | headers;
}

static __always_inline void count_segments(struct packet *packet)
{
	__u32 size = packet->ctx->gso_size, octets = packet->ip_octets;

	if (likely(!size))
		return;
	__u64 cut = segmentation(packet->ctx, packet->link_octets, octets);
	__u32 packets = cut >> 32, headers = cut;

	packet->packets = packets;
	packet->ip_octets += (packets - 1) * headers;
	if (packets == 1)
		return;
	packet->largest_octets = headers + size;
	packet->smallest_octets = octets - (packets - 1) * size;
	if (packet->smallest_octets <= headers || packet->smallest_octets > packet->largest_octets)
		packet->largest_octets = packet->smallest_octets =
			packet->ip_octets / packets; /* of unequal sizes, or in a tunnel */
}
