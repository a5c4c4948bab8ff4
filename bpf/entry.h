/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The entry point and the order of steps: link, IP, flow, droppers. Every frame is accounted for, whatever it is. */
static __always_inline bool open_packet(struct packet *packet, context *ctx)
{
#if TC
	hold_headers(ctx);
#endif
	packet->ctx = ctx;
	packet->packets = 1;
	packet->data = packet->at = (const __u8 *)(long)ctx->data;
	packet->end = (const __u8 *)(long)ctx->data_end;
#if CAPTURE
	const struct capture_frame *frame = (const void *)(long)ctx->data_meta;
#ifdef __bpf__ /* on the host the facts lie elsewhere */
	if ((const __u8 *)(frame + 1) > packet->data)
		return false;
#endif
	packet->time_ns = frame->time_ns;
	packet->wire_octets = frame->wire_octets;
	packet->point = frame->point;
#else
	packet->point = settings.point;
#if TC
	if (ctx->gso_size && ctx->gso_segs)
		packet->packets = ctx->gso_segs;
	if (ctx->vlan_present) {
		packet->outer_vlan = packet->inner_vlan = ctx->vlan_tci & 0xfff;
		packet->outer_priority = packet->inner_priority = ctx->vlan_tci >> 13 & 7;
		packet->tag_octets = 4;
	}
#endif
#if READS_CLOCK
	__u64 now = *(volatile __u64 *)&control.now;
	packet->time_ns = now ? now : bpf_ktime_get_ns();
#endif
#endif
	return true;
}

#if TUNNELS
static __always_inline enum verdict meter(struct packet *packet, struct counters *counters, __u32 cpu, const bool usual)
{
	enum verdict verdict = find_ip(packet, usual);

	if (unlikely(verdict != IS_IP))
		return verdict;
	if (packet->ether_type == TYPE_IPV4)
		return meter_ipv4(packet, counters, cpu, usual);
	return meter_ipv6(packet, counters, cpu, usual);
}
#else
static __always_inline enum verdict meter(struct packet *packet, struct counters *counters, __u32 cpu, const bool usual)
{
	/* One look at the end serves for both headers of the usual packet. */
	if (unlikely(!parse_link(packet, usual ? 34 : 14)))
		return usual ? UNUSUAL : MALFORMED;
	if (likely(packet->ether_type == TYPE_IPV4))
		goto ipv4;
	if (likely(packet->ether_type == TYPE_IPV6))
		goto ipv6;
	if (usual)
		return UNUSUAL;
	enum verdict verdict = parse_tags(packet);
	if (verdict != IS_IP)
		return verdict;
	if (packet->ether_type == TYPE_IPV4) {
	ipv4:
		return meter_ipv4(packet, counters, cpu, usual);
	}
	if (packet->ether_type == TYPE_IPV6) {
	ipv6:
		return meter_ipv6(packet, counters, cpu, usual);
	}
	return NON_IP;
}
#endif

/* PASS or DROP; -1 for a frame that is not usual, where only usual ones are wanted. */
static __always_inline int run(context *ctx, const bool usual)
{
	struct packet packet = {};
	__u32 cpu = bpf_get_smp_processor_id();
	__u32 area = settings.first_area + cpu;

	if (unlikely(area >= MOST_AREAS || !open_packet(&packet, ctx))) {
		__sync_fetch_and_add(&control.uncounted, 1);
		return PASS;
	}
	struct counters *counters = &areas[area].counters;
	asm("" : "+r"(counters)); /* else the address is worked out again at every use */
#if SAMPLING
	packet.is_sampled = is_sampled(counters, cpu);
#if !DROPPERS /* which see every packet */
	if (!packet.is_sampled) {
		counters->frames += packet.packets;
		counters->not_sampled += packet.packets;
		return PASS;
	}
#endif
#endif
	enum verdict verdict = meter(&packet, counters, cpu, usual);
	if (usual && unlikely(verdict == UNUSUAL))
		return -1;
	counters->frames += packet.packets;
#if SAMPLING
	if (!packet.is_sampled)
		counters->not_sampled += packet.packets;
	else
#endif
		if (verdict == NON_IP)
		counters->non_ip += packet.packets;
	else if (verdict == MALFORMED)
		counters->malformed += packet.packets;
#if OWN_EXPORT
	else if (verdict == OWN)
		counters->filtered += packet.packets;
#endif
	return verdict_of_droppers(&packet, counters);
}

#if TC
SEC("tc") int xdpflow(struct __sk_buff *ctx)
{
	return run(ctx, false);
}
#elif SINGLE && !SAMPLING /* which must be asked once */
/*
 * Without key fields there is so little to do that saving and restoring the registers for the calls in seldom ways would be
 * much of it. So the usual frame (plain IPv4 or IPv6 behind Ethernet) has a way without any call, and all others start again.
 */
__noinline int run_unusual(struct xdp_md *ctx)
{
	return run(ctx, false);
}

SEC("xdp") int xdpflow(struct xdp_md *ctx)
{
	int action = run(ctx, true);

	return action < 0 ? run_unusual(ctx) : action;
}
#else
SEC("xdp") int xdpflow(struct xdp_md *ctx)
{
	return run(ctx, false);
}
#endif
