/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Payload: what the IP packet has behind the header of TCP or UDP. In a program only if a fragment reads it. Of a datagram in fragments
 * that is in the first; of segments in one frame, those of the first are looked at.
 */

/* FNV-1a of 32 bits (RFC 9923) of the octets from offset in the frame on, SECTION_OCTETS of them at the most; 0 of none. */
__noinline __u32 payload_hash_at(context *ctx, __u32 offset, __u32 octets)
{
	struct section payload = {};
	__u32 copied = copy_section(ctx, &payload, offset, octets);
	__u32 hash = 0x811c9dc5;

	for (__u32 i = 0; i < SECTION_OCTETS && i < copied; i++)
		hash = (hash ^ ((const __u8 *)&payload)[i]) * 0x01000193;
	return copied ? hash : 0;
}

static __always_inline __u32 payload_hash(const struct packet *packet)
{
	__u32 offset = packet->transport_offset, end = packet->link_octets + packet->largest_octets;

	if (packet->is_tcp)
		offset += packet->tcp_header_octets;
	else if (packet->protocol == 17 && packet->source_port | packet->destination_port)
		offset += 8;
	else
		return 0;
	return offset < end ? payload_hash_at(packet->ctx, offset, end - offset) : 0;
}
