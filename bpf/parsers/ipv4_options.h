/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Options of IPv4 as the bits of ipv4Options (IANA 208). In a program only if a fragment reads them. A function of its own, for
 * the verifier's sake: see mpls.h. A header without options never calls it.
 */

__noinline __u32 ipv4_option_bits_at(context *ctx, __u32 offset, __u32 octets)
{
	return walk_options(ctx, offset, octets, IPV4_OPTION_BITS);
}

static __always_inline void read_ipv4_options(struct packet *packet)
{
	__u32 header = (packet->ip[0] & 15) * 4;

	if (unlikely(header > 20))
		packet->ipv4_option_bits = ipv4_option_bits_at(packet->ctx, packet->link_octets + 20, header - 20);
}
