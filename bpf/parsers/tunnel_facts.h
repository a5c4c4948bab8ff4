/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What fields say of the tunnel that a packet was found in. Protocol, ports and addresses are those of the IP packet directly around.
 * Part of a program only if a fragment asks; where tunnels are not looked into, all of it is 0.
 */
#if TUNNELS
static __always_inline __u32 tunnel_offset(__u64 tunnel, __u32 which)
{
	return tunnel >> which & TUNNEL_OFFSET;
}

static __always_inline __u32 tunnel_kind(__u64 tunnel)
{
	return tunnel >> TUNNEL_KIND & 15;
}

/* Functions of their own, and each is given all that it needs: see octets.h. */
__noinline __u32 tunnel_id_at(context *ctx, __u64 tunnel)
{
	__u32 kind = tunnel_kind(tunnel), word = octets_at(ctx, tunnel_offset(tunnel, TUNNEL_ID)) >> 32;

	if (kind == NO_KEY)
		return 0;
	if (kind == VXLAN_VNI || kind == GENEVE_VNI)
		return word >> 8;
	return kind == PPTP_CALL ? word & 0xffff : word;
}

__noinline __u32 tunnel_session_at(context *ctx, __u64 tunnel)
{
	if (tunnel_kind(tunnel) != L2TP_SESSION)
		return 0;
	return octets_at(ctx, tunnel_offset(tunnel, TUNNEL_ID)) >> 32 & 0xffff;
}

__noinline __u64 tunnel_segment_at(context *ctx, __u64 tunnel)
{
	__u32 kind = tunnel_kind(tunnel);

	if (kind != VXLAN_VNI && kind != NVGRE_KEY)
		return 0;
	return (kind == VXLAN_VNI ? 1ull : 2ull) << 56 | octets_at(ctx, tunnel_offset(tunnel, TUNNEL_ID)) >> 40;
}

/* The 8 octets, in network byte order, that begin `inside` octets from the begin of the outer header, if it is of this version. */
__noinline __u64 tunnel_octets_at(context *ctx, __u64 tunnel, __u32 version, __u32 inside)
{
	__u32 offset = tunnel_offset(tunnel, TUNNEL_OUTER);

	if (!(tunnel >> TUNNEL_ENTERED & 1) || inside > 32 || octets_at(ctx, offset) >> 60 != version)
		return 0;
	return octets_at(ctx, offset + inside);
}

/* Source port (bits 48 to 63) and destination port (32 to 47) of the outer UDP header. */
__noinline __u64 tunnel_ports_at(context *ctx, __u64 tunnel)
{
	__u32 offset = tunnel_offset(tunnel, TUNNEL_UDP);

	return offset ? octets_at(ctx, offset) : 0;
}
#else
enum { TUNNEL_KIND, TUNNEL_PROTOCOL, GRE_KEY, NVGRE_KEY };
#define tunnel_kind(tunnel) 0
#define tunnel_id_at(ctx, tunnel) 0
#define tunnel_session_at(ctx, tunnel) 0
#define tunnel_segment_at(ctx, tunnel) 0
#define tunnel_octets_at(ctx, tunnel, version, inside) 0
#define tunnel_ports_at(ctx, tunnel) 0ull
#endif

/* Of the innermost tunnel that has one: VNI, TEID, GRE key, L2TP tunnel * 65536 + session, PPTP call; else 0. */
static __always_inline __u32 tunnel_id(const struct packet *packet)
{
	return packet->tunnel ? tunnel_id_at(packet->ctx, packet->tunnel) : 0;
}

/* The key of GRE, if that is the innermost tunnel that has an identifier, else 0. */
static __always_inline __u32 tunnel_gre_key(const struct packet *packet)
{
	__u32 kind = tunnel_kind(packet->tunnel);

	return kind == GRE_KEY || kind == NVGRE_KEY ? tunnel_id(packet) : 0;
}

/* The session within an L2TP tunnel, if that is the innermost one that has an identifier, else 0. */
static __always_inline __u16 tunnel_session(const struct packet *packet)
{
	return packet->tunnel ? tunnel_session_at(packet->ctx, packet->tunnel) : 0;
}

/* IANA 351: in the topmost octet 1 for VXLAN, 2 for NVGRE (RFC 7637: the upper 24 bits of the key), in the lowest three the network. */
static __always_inline __u64 tunnel_segment(const struct packet *packet)
{
	return packet->tunnel ? tunnel_segment_at(packet->ctx, packet->tunnel) : 0;
}

static __always_inline __u8 tunnel_protocol(const struct packet *packet)
{
	return packet->tunnel >> TUNNEL_PROTOCOL;
}

static __always_inline __be16 tunnel_source_port(const struct packet *packet)
{
	return packet->tunnel ? to_be16(tunnel_ports_at(packet->ctx, packet->tunnel) >> 48) : 0;
}

static __always_inline __be16 tunnel_destination_port(const struct packet *packet)
{
	return packet->tunnel ? to_be16(tunnel_ports_at(packet->ctx, packet->tunnel) >> 32) : 0;
}

/* Address at this offset in the outer header: 12 is that of the source, 16 of the destination; 0 unless that is IPv4. */
static __always_inline __be32 tunnel_ipv4(const struct packet *packet, __u32 inside)
{
	return packet->tunnel ? from_be32((__u32)(tunnel_octets_at(packet->ctx, packet->tunnel, 4, inside) >> 32)) : 0;
}

/* The same of IPv6: 8 and 24. */
static __always_inline struct ipv6_address tunnel_ipv6(const struct packet *packet, __u32 inside)
{
	struct ipv6_address address = {};

	if (packet->tunnel) {
		address.part[0] = __builtin_bswap64(tunnel_octets_at(packet->ctx, packet->tunnel, 6, inside));
		address.part[1] = __builtin_bswap64(tunnel_octets_at(packet->ctx, packet->tunnel, 6, inside + 8));
	}
	return address;
}
