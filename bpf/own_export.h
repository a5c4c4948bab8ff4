/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The messages that this process sends to its collectors are not metered, wherever they pass: else each would be a packet of a flow,
 * and flows make messages. Part of a program only where there are collectors. All other packets of UDP, TCP and SCTP pay for one bit:
 * control.own_ports lies in the line of memory that every packet reads anyway. A later fragment of a message has no ports and is not
 * known here.
 */

/* Whether control.own_flows has this flow, with the addresses of the IP header at offset. Seldom called, see mpls.h. */
__noinline int is_listed(context *ctx, __u32 offset, __u32 ports, __u32 protocol)
{
	const __u8 *end = (const __u8 *)(long)ctx->data_end;
	const __u8 *ip = (const __u8 *)(long)ctx->data;
	struct ipv6_address source, destination;

	if (offset > (TUNNELS ? FARTHEST_IP : 128))
		return 0;
	ip += offset;
	if (ip + 20 > end)
		return 0;
	if (ip[0] >> 4 == 4) { /* as ::ffff:a.b.c.d */
		source.part[0] = destination.part[0] = 0;
		source.part[1] = 0xffff0000 | (__u64)load32(ip + 12) << 32;
		destination.part[1] = 0xffff0000 | (__u64)load32(ip + 16) << 32;
	} else {
		if (ip + 40 > end)
			return 0;
		source = load_ipv6(ip + 8);
		destination = load_ipv6(ip + 24);
	}
	for (int i = 0; i < MOST_OWN_FLOWS; i++) {
		const volatile struct own_flow *flow = &control.own_flows[i];

		if (flow->ports == ports && flow->protocol == protocol && flow->source[0] == source.part[0] &&
		    flow->source[1] == source.part[1] && flow->destination[0] == destination.part[0] &&
		    flow->destination[1] == destination.part[1])
			return 1;
	}
	return 0;
}

/* OWN, or IS_IP for what is to be metered; UNUSUAL where only usual frames are wanted and this may not be one. */
static __always_inline enum verdict look_for_own_export(const struct packet *packet, const bool usual)
{
	if ((packet->protocol != 17 && packet->protocol != 6 && packet->protocol != 132) || packet->later_fragment ||
	    packet->at + 8 > packet->end)
		return IS_IP;
	__u32 ports = load32(packet->at);
	if (likely(!(*(volatile __u64 *)&control.own_ports >> own_bit(ports) & 1)))
		return IS_IP;
	if (usual)
		return UNUSUAL;
	return is_listed(packet->ctx, packet->link_octets, ports, packet->protocol) ? OWN : IS_IP;
}
