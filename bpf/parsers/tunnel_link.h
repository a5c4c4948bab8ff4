/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * From a type to the IP header behind it: what lies around IP on a frame that is not plain Ethernet (PPPoE, LLC/SNAP), and what
 * a tunnel carries. Part of a program only where tunnels are looked into. Functions of their own that give a number, for the
 * verifier's sake: see mpls.h.
 */
enum {
	TYPE_BRIDGED = to_be16(0x6558), /* a whole Ethernet frame: RFC 1701, 7637 */
	TYPE_PPP = to_be16(0x880b), /* RFC 1661, with address and control field or without, protocol in 1 or 2 octets */
	TYPE_PPPOE = to_be16(0x8864),	 /* a session: RFC 2516 */
	TYPE_METADATA = to_be16(0x8909), /* Cisco's, between GRE and what it carries */
	TYPE_BY_VERSION = 1 << 16,	 /* IPv4 or IPv6, as the first nibble says */
};

/* Octets of PPP's own header, 0 if it does not carry IP; what is there are at least 4. */
static __always_inline __u32 ppp_octets(const __u8 *at, __u32 *type)
{
	__u32 octets = load16(at) == to_be16(0xff03) ? 2 : 0, protocol;

	at += octets;
	if (at[0] & 1) {
		protocol = at[0];
		octets += 1;
	} else {
		protocol = from_be16(load16(at));
		octets += 2;
	}
	*type = protocol == 0x21 ? TYPE_IPV4 : TYPE_IPV6;
	return protocol == 0x21 || protocol == 0x57 ? octets : 0;
}

/* Octets of the header at `at` (20 are there) and the type of what follows it; 0: none that is known. */
static __always_inline __u32 link_header(const __u8 *at, __u32 *type)
{
	__u32 kind = *type;

	if (kind == TYPE_BRIDGED) {
		*type = load16(at + 12);
		return 14;
	}
	if (is_vlan(kind)) {
		*type = load16(at + 2);
		return 4;
	}
	if (kind == TYPE_PPPOE) { /* version and type 1, code 0 */
		*type = TYPE_PPP;
		return load16(at) == to_be16(0x1100) ? 6 : 0;
	}
	if (kind == TYPE_PPP)
		return ppp_octets(at, type);
	if (kind == TYPE_METADATA) {
		*type = load16(at);
		return at[2] == 1 ? 4 + at[3] * 4 : 0;
	}
	if (from_be16(kind) > 1500)
		return 0;
	*type = load16(at + 6); /* IEEE 802.3: a length instead of a type; then RFC 1042 */
	return load32(at) == (__be32)from_be32(0xaaaa0300) && !load16(at + 4) ? 8 : 0;
}

/* Whether IP that begins here is what meter_ipv4() and meter_ipv6() take. `left`: octets up to the end of what it is in. */
static __always_inline bool is_sound(const __u8 *ip, const __u8 *end, __u32 left, __u32 type)
{
	__u32 version = ip[0] >> 4, header = (ip[0] & 15) * 4, total = from_be16(load16(ip + 2));

	if (version == 4)
		return type != TYPE_IPV6 && header >= 20 && header <= left && ip + header <= end &&
		       (!total || total >= header);
	return version == 6 && type != TYPE_IPV4 && left >= 40 && ip + 40 <= end;
}

/* Offset of a sound IP header at or behind offset, where something of this type begins, and before limit; -1: none. */
__noinline int ip_behind(context *ctx, __u32 offset, __u32 type, __u32 limit)
{
	const __u8 *end = (const __u8 *)(long)ctx->data_end;
	const __u8 *data = (const __u8 *)(long)ctx->data;

	for (int headers = 0; headers < 7; headers++) {
		if (offset > FARTHEST_IP || limit < offset + 20)
			return -1;
		const __u8 *at = data + offset;
		if (at + 20 > end)
			return -1;
		if (type == TYPE_IPV4 || type == TYPE_IPV6 || type == TYPE_BY_VERSION)
			return is_sound(at, end, limit - offset, type) ? (int)offset : -1;
		__u32 octets = link_header(at, &type);
		if (!octets)
			return -1;
		offset += octets;
		/* The verifier would tell the ways through different headers apart from here on. */
		asm("" : "+r"(offset), "+r"(type));
		offset &= 2047;
	}
	return -1;
}
