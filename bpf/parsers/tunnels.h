/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What is metered where tunnels are looked into: the innermost IP packet within TUNNELS levels whose header is sound and whole.
 * What leads there is read here, and nowhere else; the usual parsers then begin at that packet. What cannot be read, or is of a
 * kind that is not known, ends the way: the packet counts as what has been reached.
 */

/* Where a tunnel leads, as one number: it has to come out of a function, and few fields look at it. Offsets are in the frame. */
enum {
	TUNNEL_IP = 0,	      /* 11 bits: the IP header that is metered */
	TUNNEL_OUTER = 11,    /* 11 bits: the IP header directly around it */
	TUNNEL_UDP = 22,      /* 11 bits: the UDP header directly around it; 0: another protocol */
	TUNNEL_ID = 33,	      /* 11 bits: the word that holds the identifier of the innermost tunnel that has one */
	TUNNEL_KIND = 44,     /* 4 bits: what that is, enum tunnel_kind */
	TUNNEL_PROTOCOL = 48, /* 8 bits: protocol of the header directly around */
	TUNNEL_ENTERED = 62,  /* 1 bit: there is a tunnel */
	TUNNEL_FOUND = 63,    /* 1 bit: there is a sound IP header */
	TUNNEL_OFFSET = 2047, /* mask of an offset */
};

enum tunnel_kind { NO_KEY, GRE_KEY, NVGRE_KEY, PPTP_CALL, VXLAN_VNI, GENEVE_VNI, GTP_TEID, L2TP_SESSION };

/* What one tunnel header says. */
struct tunnel_header {
	__u32 octets;	/* UDP header included */
	__u32 type;	/* of what follows */
	__u32 key;	/* octets from its begin to the word that holds its identifier */
	__u32 key_kind; /* enum tunnel_kind */
};

/* RFC 2784 and 2890; version 1: PPTP, RFC 2637. Routing (RFC 1701) is not walked. */
static __always_inline bool enter_gre(struct tunnel_header *header, const __u8 *at, const __u8 *end)
{
	if (at + 24 > end)
		return false;
	__u32 flags = from_be16(load16(at)), type = load16(at + 2);
	__u32 checksum = flags >> 15, key = flags >> 13 & 1, sequence = flags >> 12 & 1,
	      acknowledgement = flags >> 7 & 1;

	header->type = type;
	if ((flags & 0x4807) == 0) {
		header->octets = 4 + 4 * (checksum + key + sequence);
		header->key = 4 + 4 * checksum;
		header->key_kind = !key ? NO_KEY : type == TYPE_BRIDGED ? NVGRE_KEY : GRE_KEY;
		return true;
	}
	header->octets = 8 + 4 * (sequence + acknowledgement);
	header->key = 4;
	header->key_kind = PPTP_CALL;
	return (flags & 0xe807) == 0x2001 && sequence && type == TYPE_PPP;
}

/* Octets of the GTP-U header at offset that carries a user's packet (G-PDU; 3GPP TS 29.281 section 5), or 0. */
__noinline __u32 gtp_octets(context *ctx, __u32 offset)
{
	const __u8 *end = (const __u8 *)(long)ctx->data_end;
	const __u8 *data = (const __u8 *)(long)ctx->data;
	__u32 octets = 8;

	if (offset > FARTHEST_IP || data + offset + 12 > end)
		return 0;
	const __u8 *at = data + offset;
	if (at[0] >> 4 != 3 || at[1] != 255)
		return 0;
	if (!(at[0] & 7))
		return octets;
	octets = 12;
	__u32 next = at[0] & 4 ? at[11] : 0;
	for (int headers = 0; headers < 8 && next; headers++) {
		const __u8 *extension = at + octets;

		if (octets > FARTHEST_IP || extension + 4 > end || !extension[0])
			return 0;
		__u32 last = extension[0] * 4 - 1; /* which says what follows */
		asm("" : "+r"(last));		   /* the verifier does not see that this is no -1 */
		extension += last & 1023;
		if (extension + 1 > end)
			return 0;
		next = *extension;
		octets += last + 1;
		asm("" : "+r"(octets));
		octets &= TUNNEL_OFFSET;
	}
	return next ? 0 : octets;
}

/* Data messages of version 2: RFC 2661 section 3.1. */
static __always_inline bool enter_l2tp(struct tunnel_header *header, const __u8 *udp, const __u8 *end)
{
	__u32 flags = from_be16(load16(udp + 8)), length = flags >> 14 & 1, sequence = flags >> 11 & 1,
	      padded = flags >> 9 & 1;
	__u32 octets = 14 + 2 * length + 4 * sequence;

	header->type = TYPE_PPP;
	header->key = 10 + 2 * length;
	header->key_kind = L2TP_SESSION;
	header->octets = octets;
	if (padded) {
		/* Before Linux 6.2 the verifier does not know how large a sum of bits can be. */
		asm("" : "+r"(octets));
		const __u8 *padding = udp + (octets & 31);

		if (padding + 2 > end)
			return false;
		header->octets += 2 + from_be16(load16(padding));
	}
	return (flags & 0x800f) == 2;
}

static __always_inline bool is_vxlan_port(__be16 port)
{
	return port == to_be16(4789) || port == to_be16(8472); /* IANA's, and the one that Linux had before */
}

/* Whether UDP between these ports may be a tunnel. L2TP alone answers to, and from, other ports than its own. */
static __always_inline bool is_tunnel_port(__be16 source, __be16 destination)
{
	return is_vxlan_port(destination) || destination == to_be16(6081) || destination == to_be16(2152) ||
	       destination == to_be16(1701) || source == to_be16(1701);
}

/* VXLAN: RFC 7348; GENEVE: RFC 8926, whose control packets carry nothing. */
static __always_inline bool enter_udp(struct tunnel_header *header, context *ctx, __u32 offset, const __u8 *udp,
				      const __u8 *end)
{
	if (udp + 35 > end) /* the shortest of all that lead to an IPv4 header; longer ones reach into that */
		return false;
	__be16 source = load16(udp), destination = load16(udp + 2);

	header->octets = 16;
	header->key = 12;
	header->type = TYPE_BRIDGED;
	if (is_vxlan_port(destination)) {
		header->key_kind = VXLAN_VNI;
		return udp[8] & 8;
	}
	if (destination == to_be16(6081)) {
		header->octets += (udp[8] & 63) * 4;
		header->type = load16(udp + 10);
		header->key_kind = GENEVE_VNI;
		return !(udp[8] >> 6) && !(udp[9] & 128);
	}
	if (destination == to_be16(2152)) {
		__u32 octets = gtp_octets(ctx, offset + 8);

		header->octets = 8 + octets;
		header->type = TYPE_BY_VERSION;
		header->key_kind = GTP_TEID;
		return octets;
	}
	if (destination == to_be16(1701) || source == to_be16(1701))
		return enter_l2tp(header, udp, end);
	return false;
}

/*
 * Protocol (bits 0 to 7), offset (8 to 23) and end (from 24) of what the sound IP header at offset carries; 0 if that is a later
 * fragment, or lies too far away. The end is that of the packet, or of what was captured of it.
 */
__noinline __u64 ip_payload(context *ctx, __u32 offset)
{
	const __u8 *end = (const __u8 *)(long)ctx->data_end;
	const __u8 *data = (const __u8 *)(long)ctx->data;
	__u64 held = end - data;

	if (offset > FARTHEST_IP || data + offset + 20 > end)
		return 0;
	const __u8 *ip = data + offset;
	if (ip[0] >> 4 == 4) {
		__u32 total = from_be16(load16(ip + 2));
		__u64 last = total && offset + total < held ? offset + total : held;

		if (load16(ip + 6) & to_be16(0x1fff))
			return 0;
		return last << 24 | (__u64)(offset + (ip[0] & 15) * 4) << 8 | ip[9];
	}
	__u32 walked = walk_extensions(ctx, offset + 40, ip[6]), payload = from_be16(load16(ip + 4));
	__u64 last = payload && offset + 40 + payload < held ? offset + 40 + payload : held;

	if (walked >> 8 & 1)
		return 0;
	return last << 24 | (walked >> 16) << 8 | (walked & 255);
}

/* The tunnel that the sound IP packet at offset is, and where it leads; 0: it is none, or leads nowhere. */
__noinline __u64 tunnel_at(context *ctx, __u32 outer)
{
	const __u8 *end = (const __u8 *)(long)ctx->data_end;
	const __u8 *data = (const __u8 *)(long)ctx->data;
	struct tunnel_header header = {};
	__u64 payload = ip_payload(ctx, outer);
	__u32 protocol = payload & 255, offset = payload >> 8 & 0xffff;
	__u64 udp = 0;

	if (!payload || offset > FARTHEST_IP)
		return 0;
	const __u8 *at = data + offset;
	if (protocol == 4) {
		header.type = TYPE_IPV4;
	} else if (protocol == 41) {
		header.type = TYPE_IPV6;
	} else if (protocol == 47) {
		if (!enter_gre(&header, at, end))
			return 0;
	} else if (protocol == 17) {
		udp = offset;
		if (!enter_udp(&header, ctx, offset, at, end))
			return 0;
	} else {
		return 0;
	}
	int ip = ip_behind(ctx, offset + header.octets, header.type, payload >> 24);
	if (ip < 0)
		return 0;
	__u64 key = header.key_kind ? (__u64)((offset + header.key) & TUNNEL_OFFSET) << TUNNEL_ID : 0;
	return 1ull << TUNNEL_FOUND | 1ull << TUNNEL_ENTERED | (__u64)protocol << TUNNEL_PROTOCOL |
	       (__u64)header.key_kind << TUNNEL_KIND | key | udp << TUNNEL_UDP | (__u64)outer << TUNNEL_OUTER |
	       (__u32)ip << TUNNEL_IP;
}

#if TC
/*
 * Whether the frame goes on behind the IP packet at offset though it stands for several packets: then it is a train of tunnelled
 * packets, put together by their outer headers (UDP GRO), of which only the first one could be seen. It counts outside.
 */
__noinline int is_train(context *ctx, __u32 offset)
{
	const __u8 *end = (const __u8 *)(long)ctx->data_end;
	const __u8 *data = (const __u8 *)(long)ctx->data;

	if (offset > FARTHEST_IP || data + offset + 20 > end)
		return 1;
	const __u8 *ip = data + offset;
	__u32 octets = ip[0] >> 4 == 4 ? from_be16(load16(ip + 2)) : from_be16(load16(ip + 4)) + 40;
	return octets > 40 && offset + octets < ctx->len;
}
#endif

/* What is metered of the frame whose link header ends at offset with this type; 0: there is no sound IP header. */
__noinline __u64 untunnel(context *ctx, __u32 offset, __u32 type)
{
	int ip = ip_behind(ctx, offset, type, 1 << 30);

	if (ip < 0)
		return 0;
	__u64 reached = 1ull << TUNNEL_FOUND | (__u32)ip;
	for (int level = 0; level < TUNNELS; level++) {
		__u64 found = tunnel_at(ctx, reached & TUNNEL_OFFSET);

		if (!found)
			break;
#if TC
		if (ctx->gso_size && is_train(ctx, found & TUNNEL_OFFSET))
			break;
#endif
		if (!(found >> TUNNEL_KIND & 15)) /* the innermost identifier stays that of the tunnel around */
			found |= reached & 0x7fffull << TUNNEL_ID;
		reached = found;
	}
	return reached;
}

/* Whether the frame cannot be a tunnel, as most: TCP and ICMP right behind Ethernet. */
static __always_inline bool is_plain(const struct packet *packet)
{
	const __u8 *ip = packet->at;

	if (packet->ether_type == TYPE_IPV4)
		return ip + 20 <= packet->end && (ip[9] == 6 || ip[9] == 1);
	if (packet->ether_type == TYPE_IPV6)
		return ip + 40 <= packet->end && (ip[6] == 6 || ip[6] == 58);
	return false;
}

/* To the IP packet in a frame that is not plain; the verdict is IS_IP if there is one, be it malformed. */
static __always_inline enum verdict find_inner(struct packet *packet)
{
	enum verdict verdict = parse_tags(packet);

	if (verdict != IS_IP)
		return verdict;
	const bool is_ip = packet->ether_type == TYPE_IPV4 || packet->ether_type == TYPE_IPV6;
	if (!is_ip && packet->ether_type != TYPE_PPPOE && from_be16(packet->ether_type) > 1500)
		return NON_IP;
	__u64 found = untunnel(packet->ctx, packet->link_octets, packet->ether_type);
	if (!found) /* malformed IP is told from what is no IP where it is parsed */
		return is_ip ? IS_IP : NON_IP;
	packet->tunnel = found;
	packet->link_octets = found & TUNNEL_OFFSET;
	packet->at = packet->data + packet->link_octets;
	if (packet->at + 1 > packet->end)
		return MALFORMED;
	packet->ether_type = packet->at[0] >> 4 == 4 ? TYPE_IPV4 : TYPE_IPV6;
	return IS_IP;
}

/* Up to the IP header that is metered: packet->at, ->link_octets and ->ether_type are its own then. */
static __always_inline enum verdict find_ip(struct packet *packet, const bool usual)
{
	if (unlikely(!parse_link(packet, usual ? 34 : 14)))
		return usual ? UNUSUAL : MALFORMED;
	if (likely(is_plain(packet)))
		return IS_IP;
	return usual ? UNUSUAL : find_inner(packet);
}
