/* SPDX-License-Identifier: Apache-2.0 */
/* One record of the flow table: the key in words of 8 octets, then the value. */
struct flow_key {
	__u8 mark; /* 1: this record is used */
};

struct flow_value {
	__u64 in_pkts;
};

union key {
	struct flow_key fields;
	__u64 words[1];
};

#define MARK 0
#define RECORD_OCTETS 16
_Static_assert(__builtin_offsetof(struct flow_key, mark) == MARK, "layout");
_Static_assert(__builtin_offsetof(struct flow_value, in_pkts) == 0, "layout");

/* IN_PKTS */
static __always_inline void in_pkts(struct flow_value *flow, const struct packet *packet)
{
	flow->in_pkts++;
}

static __always_inline void update(struct flow_value *flow, const struct packet *packet)
{
	in_pkts(flow, packet);
}

static __always_inline bool is_older(const struct flow_value *a, const struct flow_value *b, __u32 hash)
{
	return hash >> 31;
}

static __always_inline void count_lost(struct counters *counters, const struct flow_value *flow)
{
	counters->lost_records++;
	counters->lost_packets += flow->in_pkts;
}

struct area {
	struct counters counters;
	__u8 records[128];
};
struct area areas[MOST_AREAS] SEC(".bss.areas");

/*
 * No field is a key: all packets of an interface belong to one flow. Each CPU has one record a generation, right behind its
 * counters: there is nothing to look up, compare or evict.
 */
static __always_inline void count(struct counters *counters, struct packet *packet)
{
	__u32 generation = *(volatile __u32 *)&control.generation & 1;
	__u8 *record = (__u8 *)(counters + 1) + generation * RECORD_OCTETS;

	packet->first = !record[MARK];
	record[MARK] = 1;
	update((struct flow_value *)(record + 8), packet);
}

static __always_inline void count_ipv4(struct packet *packet, struct counters *counters, __u32 cpu)
{
	count(counters, packet);
}

static __always_inline void count_ipv6(struct packet *packet, struct counters *counters, __u32 cpu)
{
	count(counters, packet);
}

static __always_inline int verdict_of_droppers(const struct packet *packet, struct counters *counters)
{
	return XDP_PASS;
}

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


char _license[] SEC("license") = "Dual BSD/GPL";
static __always_inline void count_ipv4(struct packet *packet, struct counters *counters, __u32 cpu)
{
	count(counters, packet);
}

static __always_inline void count_ipv6(struct packet *packet, struct counters *counters, __u32 cpu)
{
	count(counters, packet);
}

static __always_inline int verdict_of_droppers(const struct packet *packet, struct counters *counters)
{
	return XDP_PASS;
}

