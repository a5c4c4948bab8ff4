/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The entry point and the order of steps: link, IP, flow, droppers. Every frame is accounted for, whatever it is. */
static __always_inline bool open_packet(struct packet *packet, struct xdp_md *ctx)
{
	packet->ctx = ctx;
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
	packet->interface = frame->interface;
#else
	packet->interface = ctx->ingress_ifindex;
#if READS_CLOCK
	__u64 now = *(volatile __u64 *)&control.now;
	packet->time_ns = now ? now : bpf_ktime_get_ns();
#endif
#endif
	return true;
}

SEC("xdp") int xdpflow(struct xdp_md *ctx)
{
	struct packet packet = {};
	__u32 cpu = bpf_get_smp_processor_id();
	__u32 area = settings.first_area + cpu;

	if (unlikely(area >= MOST_AREAS || !open_packet(&packet, ctx))) {
		__sync_fetch_and_add(&control.uncounted, 1);
		return XDP_PASS;
	}
	struct counters *counters = &areas[area].counters;
	counters->frames++;
	enum verdict verdict = MALFORMED;
	if (unlikely(!parse_ethernet(&packet)))
		goto out;
	if (likely(packet.ether_type == TYPE_IPV4))
		goto ipv4;
	if (likely(packet.ether_type == TYPE_IPV6))
		goto ipv6;
	verdict = parse_tags(&packet);
	if (verdict != IS_IP)
		goto out;
	if (packet.ether_type == TYPE_IPV4) {
	ipv4:
		verdict = meter_ipv4(&packet, counters, cpu);
	} else if (packet.ether_type == TYPE_IPV6) {
	ipv6:
		verdict = meter_ipv6(&packet, counters, cpu);
	} else {
		verdict = NON_IP;
	}
out:
	if (verdict == NON_IP)
		counters->non_ip++;
	else if (verdict == MALFORMED)
		counters->malformed++;
	return verdict_of_droppers(&packet, counters);
}
