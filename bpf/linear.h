/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * TC only: of a frame only the first part may be read, the rest lies elsewhere in memory. Mostly that part holds the headers: the
 * kernel's own packets have them there and nothing else. Where it may not, the kernel is asked to pull them together before anything
 * is looked at. That can mean a copy, so it is a way for the few.
 */
enum { MOST_HEADERS = TUNNELS ? 512 : 256 };

__noinline int pull_headers(struct __sk_buff *ctx)
{
	return bpf_skb_pull_data(ctx, ctx->len < MOST_HEADERS ? ctx->len : MOST_HEADERS);
}

#if TCP_OPTIONS
static __always_inline bool holds_tcp_options(const __u8 *tcp, const __u8 *end)
{
	return tcp + 20 <= end && tcp + (tcp[12] >> 4) * 4 <= end;
}
#endif

/* Whether everything up to the longest minimal transport header is surely there, and options that are read: only for plain IP. */
static __always_inline bool holds_usual_headers(struct __sk_buff *ctx, const __u8 *data, const __u8 *end)
{
	const __u8 *ip = data + (ETHERNET ? 14 : 0);

	if (ip + 28 > end)
		return false;
	__be16 type = ETHERNET ? load16(data + 12) : ctx->protocol;
#if TUNNELS
	__u32 protocol = type == TYPE_IPV4 ? ip[9] : ip[6];
	const __u8 *udp = ip + (type == TYPE_IPV4 ? 20 : 40);
	if (protocol == 4 || protocol == 41 || protocol == 47)
		return false;
	if (protocol == 17 && (udp + 4 > end || is_tunnel_port(load16(udp), load16(udp + 2))))
		return false;
#endif
#if TCP_OPTIONS
	if (type == TYPE_IPV4 && ip[0] == 0x45 && ip[9] == 6)
		return holds_tcp_options(ip + 20, end);
	if (type == TYPE_IPV6 && ip[6] == 6)
		return holds_tcp_options(ip + 40, end);
#endif
#if EXTENSION_LIST
	if (type == TYPE_IPV6 && (ip[6] == 51 || ip[6] == 135))
		return false;
#endif
	if (type == TYPE_IPV4 && ip[0] == 0x45)
		return ip[9] == 17 || ip + 40 <= end;
	if (type == TYPE_IPV6 && !is_extension(ip[6]))
		return ip + 60 <= end || (ip[6] == 17 && ip + 48 <= end);
	return false;
}

static __always_inline void hold_headers(struct __sk_buff *ctx)
{
	const __u8 *end = (const __u8 *)(long)ctx->data_end;
	const __u8 *data = (const __u8 *)(long)ctx->data;

	if (data + MOST_HEADERS <= end || end - data >= ctx->len || holds_usual_headers(ctx, data, end))
		return;
	pull_headers(ctx); /* if there is no memory for that, what cannot be read counts as cut */
}
