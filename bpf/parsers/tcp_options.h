/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Options of TCP (RFC 9293 section 3.2). In a program only if a fragment reads what they say. Functions of their own that make all
 * tests themselves, for the verifier's sake: see mpls.h and octets.h. A header of at most 20 octets (0: not TCP) has no options.
 */

/* Bit n: there is an option of kind n, 0 to 63. */
__noinline __u64 tcp_option_kinds_at(context *ctx, __u32 offset, __u32 header_octets)
{
	return header_octets > 20 ? walk_options(ctx, offset + 20, header_octets - 20, OPTION_KINDS) : 0;
}

/* Maximum segment size (bits 0 to 15) and window scale (RFC 7323 section 2.2; bits 16 to 23), which only a SYN has. */
__noinline __u64 tcp_syn_values_at(context *ctx, __u32 offset, __u32 header_octets, __u32 flags)
{
	return header_octets > 20 && flags & 2 ? walk_options(ctx, offset + 20, header_octets - 20, TCP_SYN_VALUES) : 0;
}

static __always_inline __u64 tcp_option_kinds(const struct packet *packet)
{
	return tcp_option_kinds_at(packet->ctx, packet->transport_offset, packet->tcp_header_octets);
}

static __always_inline __u32 tcp_syn_values(const struct packet *packet)
{
	return tcp_syn_values_at(packet->ctx, packet->transport_offset, packet->tcp_header_octets, packet->tcp_flags);
}
