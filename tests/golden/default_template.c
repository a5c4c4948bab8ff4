/* SPDX-License-Identifier: Apache-2.0 */
/* One record of the flow table: the key in words of 8 octets, then the value. */
struct flow_key {
	__u32 input_snmp;
	__be16 l4_dst_port;
	__be16 l4_src_port;
	__u8 protocol;
	__u8 mark; /* 1: this record is used */
	__u8 padding_10[6];
	union {
		struct {
			__be32 ipv4_dst_addr;
			__be32 ipv4_src_addr;
		};
		struct {
			struct ipv6_address ipv6_dst_addr;
			struct ipv6_address ipv6_src_addr;
		};
	};
};

struct flow_value {
	__u64 flow_end_milliseconds;
	__u64 flow_start_milliseconds;
	__u64 in_bytes;
	__u64 in_pkts;
	__u8 src_tos;
	__u8 tcp_flags;
};

union key {
	struct flow_key fields;
	__u64 words[6];
};

#define MARK 9
_Static_assert(__builtin_offsetof(struct flow_key, mark) == MARK, "layout");
_Static_assert(__builtin_offsetof(struct flow_key, input_snmp) == 0, "layout");
_Static_assert(__builtin_offsetof(struct flow_key, l4_dst_port) == 4, "layout");
_Static_assert(__builtin_offsetof(struct flow_key, l4_src_port) == 6, "layout");
_Static_assert(__builtin_offsetof(struct flow_key, protocol) == 8, "layout");
_Static_assert(__builtin_offsetof(struct flow_key, ipv4_dst_addr) == 16, "layout");
_Static_assert(__builtin_offsetof(struct flow_key, ipv4_src_addr) == 20, "layout");
_Static_assert(__builtin_offsetof(struct flow_value, flow_end_milliseconds) == 0, "layout");
_Static_assert(__builtin_offsetof(struct flow_value, flow_start_milliseconds) == 8, "layout");
_Static_assert(__builtin_offsetof(struct flow_value, in_bytes) == 16, "layout");
_Static_assert(__builtin_offsetof(struct flow_value, in_pkts) == 24, "layout");
_Static_assert(__builtin_offsetof(struct flow_value, src_tos) == 32, "layout");
_Static_assert(__builtin_offsetof(struct flow_value, tcp_flags) == 33, "layout");
_Static_assert(__builtin_offsetof(struct flow_key, ipv6_dst_addr) == 16, "layout");
_Static_assert(__builtin_offsetof(struct flow_key, ipv6_src_addr) == 32, "layout");

/* FLOW_END_MILLISECONDS */
static __always_inline void flow_end_milliseconds(struct flow_value *flow, const struct packet *packet)
{
	flow->flow_end_milliseconds = later(packet->time_ns, flow->flow_end_milliseconds);
}

/* FLOW_START_MILLISECONDS */
static __always_inline void flow_start_milliseconds(struct flow_value *flow, const struct packet *packet)
{
	if (packet->first || packet->time_ns < flow->flow_start_milliseconds)
		flow->flow_start_milliseconds = packet->time_ns;
}

/* IN_BYTES */
static __always_inline void in_bytes(struct flow_value *flow, const struct packet *packet)
{
	flow->in_bytes += packet->ip_octets;
}

/* IN_PKTS */
static __always_inline void in_pkts(struct flow_value *flow, const struct packet *packet)
{
	flow->in_pkts++;
}

/* INPUT_SNMP */
static __always_inline void input_snmp(struct flow_key *key, const struct packet *packet)
{
	key->input_snmp = packet->interface;
}

/* IPV4_DST_ADDR */
static __always_inline void ipv4_dst_addr(struct flow_key *key, const struct packet *packet)
{
	key->ipv4_dst_addr = packet->ipv4_destination;
}

/* IPV4_SRC_ADDR */
static __always_inline void ipv4_src_addr(struct flow_key *key, const struct packet *packet)
{
	key->ipv4_src_addr = packet->ipv4_source;
}

/* IPV6_DST_ADDR */
static __always_inline void ipv6_dst_addr(struct flow_key *key, const struct packet *packet)
{
	key->ipv6_dst_addr = packet->ipv6_destination;
}

/* IPV6_SRC_ADDR */
static __always_inline void ipv6_src_addr(struct flow_key *key, const struct packet *packet)
{
	key->ipv6_src_addr = packet->ipv6_source;
}

/* L4_DST_PORT */
static __always_inline void l4_dst_port(struct flow_key *key, const struct packet *packet)
{
	key->l4_dst_port = packet->destination_port;
}

/* L4_SRC_PORT */
static __always_inline void l4_src_port(struct flow_key *key, const struct packet *packet)
{
	key->l4_src_port = packet->source_port;
}

/* PROTOCOL */
static __always_inline void protocol(struct flow_key *key, const struct packet *packet)
{
	key->protocol = packet->protocol;
}

/* SRC_TOS */
static __always_inline void src_tos(struct flow_value *flow, const struct packet *packet)
{
	flow->src_tos = packet->tos;
}

/* TCP_FLAGS */
static __always_inline void tcp_flags(struct flow_value *flow, const struct packet *packet)
{
	flow->tcp_flags |= packet->tcp_flags;
}

static __always_inline void update(struct flow_value *flow, const struct packet *packet)
{
	flow_end_milliseconds(flow, packet);
	flow_start_milliseconds(flow, packet);
	in_bytes(flow, packet);
	in_pkts(flow, packet);
	if (packet->is_tcp) {
		tcp_flags(flow, packet);
	}
	if (packet->first) {
		src_tos(flow, packet);
	}
}

static __always_inline bool is_older(const struct flow_value *a, const struct flow_value *b, __u32 hash)
{
	return a->flow_end_milliseconds < b->flow_end_milliseconds;
}

static __always_inline void count_lost(struct counters *counters, const struct flow_value *flow)
{
	counters->lost_records++;
	counters->lost_octets += flow->in_bytes;
	counters->lost_packets += flow->in_pkts;
}

struct area {
	struct counters counters;
	__u8 records[0];
};
struct area areas[MOST_AREAS] SEC(".bss.areas");

/*
 * The flow tables: find the packet's record in this CPU's part of the table, open or update it. Each CPU writes only its own
 * sets, log and counters, so nothing here is atomic. The generation is read once a packet: all that a packet changes belongs
 * to one half of the tables, and the half that user space reads is quiet.
 */
TABLE(evictions, sizeof(struct evictions));

struct flow_table {
	void *sets;	 /* element: one set of 2 records; index = (cpu * 2 + generation) << set_bits | hash */
	void *log;	 /* element: one evicted record; index = (cpu * 2 + generation) * log_records + n */
	__u32 number;	 /* 0 or 1: which of the two tables */
	__u32 key_words; /* the key in words of 8 octets, mark included */
	__u32 record_octets;
};

/*
 * A product carries every bit upwards, the fold brings them down again before the next word comes. The upper bits of the
 * result are the good ones: they depend on every bit of the key. Even and odd words go side by side, because each step waits
 * for the one before.
 */
static __always_inline __u32 hash_key(const __u64 *key, __u32 words)
{
	__u64 even = settings.seed, odd = even;

#pragma clang loop unroll(full)
	for (__u32 i = 0; i < words; i += 2) {
		even = (even ^ key[i]) * 0x9e3779b97f4a7c15;
		even ^= even >> 32;
		if (i + 1 < words) {
			odd = (odd ^ key[i + 1]) * 0xd6e8feb86659fd93;
			odd ^= odd >> 32;
		}
	}
	return (even + odd) * 0xff51afd7ed558ccd >> 32;
}

static __always_inline bool same_key(const __u64 *record, const __u64 *key, __u32 words)
{
#pragma clang loop unroll(full)
	for (__u32 i = 0; i < words; i++)
		if (record[i] != key[i])
			return false;
	return true;
}

static __always_inline void wake_user_space(void)
{
#if LIVE
	__u32 why = 0;
	bpf_ringbuf_output(&wakeups, &why, sizeof(why), 0);
#endif
}

/* Moves a record to the log. When that passes half, user space is woken to drain at once; when it is full, the loss counts. */
static __always_inline void evict(const struct flow_table *table, struct counters *counters, __u32 cpu, __u32 part,
				  const __u64 *record)
{
	struct evictions *evictions_of_cpu = element(&evictions, cpu);

	__u64 *used = evictions_of_cpu ? &evictions_of_cpu->records[table->number][part & 1] : 0;
	__u32 size = settings.log_records[table->number];
	__u64 *copy = used && *used < size ? element(table->log, part * size + *used) : 0;

	counters->evicted++;
	if (!copy) {
		count_lost(counters, (const struct flow_value *)(record + table->key_words));
		return;
	}
#pragma clang loop unroll(full)
	for (__u32 i = 0; i < table->record_octets / 8; i++)
		copy[i] = record[i];
	if (++*used == size / 2)
		wake_user_space();
}

static __always_inline void count(const struct flow_table *table, struct counters *counters, __u32 cpu,
				  struct packet *packet, const __u64 *key)
{
	__u32 words = table->key_words, octets = table->record_octets;
	__u32 hash = hash_key(key, words);
	__u32 part = cpu * 2 + (*(volatile __u32 *)&control.generation & 1);
	__u32 bits = settings.set_bits[table->number];
	__u8 *record = element(table->sets, (part << bits) + ((__u64)hash >> (32 - bits)));

	if (unlikely(!record)) {
		counters->lost_packets++; /* cannot be: the loader made an element for every index */
		return;
	}
	__u8 *other = record + octets;
	if (likely(same_key((__u64 *)record, key, words)))
		goto found;
	if (likely(same_key((__u64 *)other, key, words))) {
		record = other;
		goto found;
	}

	/* A new flow: the first record if it is free, else the second, else the older of the two makes room. */
	if (record[MARK]) {
		if (!other[MARK] || is_older((struct flow_value *)(other + words * 8),
					     (struct flow_value *)(record + words * 8), hash << 31))
			record = other;
		if (record[MARK])
			evict(table, counters, cpu, part, (__u64 *)record);
	}
#pragma clang loop unroll(full)
	for (__u32 i = 0; i < words; i++)
		((__u64 *)record)[i] = key[i];
#pragma clang loop unroll(full)
	for (__u32 i = words; i < octets / 8; i++)
		((__u64 *)record)[i] = 0;
	packet->first = true;
	update((struct flow_value *)(record + words * 8), packet);
	return;
found:
	packet->first = false;
	update((struct flow_value *)(record + words * 8), packet);
}

TABLE(flows_ipv4, 128); /* a set of 2 records */
TABLE(log_ipv4, 64);

TABLE(flows_ipv6, 256); /* a set of 2 records */
TABLE(log_ipv6, 128);

static __always_inline void count_ipv4(struct packet *packet, struct counters *counters, __u32 cpu)
{
	const struct flow_table table = {&flows_ipv4, &log_ipv4, 0, 3, 64};
	union key key = {};

	parse_transport(packet);
	key.fields.mark = 1;
	input_snmp(&key.fields, packet);
	l4_dst_port(&key.fields, packet);
	l4_src_port(&key.fields, packet);
	protocol(&key.fields, packet);
	if (packet->version == 4) {
		ipv4_dst_addr(&key.fields, packet);
		ipv4_src_addr(&key.fields, packet);
	}
	count(&table, counters, cpu, packet, key.words);
}

static __always_inline void count_ipv6(struct packet *packet, struct counters *counters, __u32 cpu)
{
	const struct flow_table table = {&flows_ipv6, &log_ipv6, 1, 6, 128};
	union key key = {};

	parse_extensions(packet);
	parse_transport(packet);
	key.fields.mark = 1;
	input_snmp(&key.fields, packet);
	l4_dst_port(&key.fields, packet);
	l4_src_port(&key.fields, packet);
	protocol(&key.fields, packet);
	if (packet->version == 6) {
		ipv6_dst_addr(&key.fields, packet);
		ipv6_src_addr(&key.fields, packet);
	}
	count(&table, counters, cpu, packet, key.words);
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

/*
 * The clock for high packet rates: a timer writes the time to control.now every millisecond while user space wants it, and the
 * program then reads that instead of asking the kernel for every packet. Time stamps stay true to the millisecond.
 */
struct bpf_timer {
	__u64 : 64;
	__u64 : 64;
} __attribute__((aligned(8)));

struct clock {
	struct bpf_timer timer;
};

struct {
	MAP_FACT(type, 2);
	MAP_FACT(max_entries, 1);
	__u32 *key;
	struct clock *value;
} clocks SEC(".maps");

static int tick(void *map, __u32 *key, struct clock *clock)
{
	control.now = control.clock_period ? bpf_ktime_get_ns() : 0;
	if (control.clock_period)
		bpf_timer_start(&clock->timer, control.clock_period, 0);
	return 0;
}

/* Starts the clock, also again after a stop: the second bpf_timer_init then fails, which is fine. */
SEC("syscall") int start_clock(void *ctx)
{
	struct clock *clock = element(&clocks, 0);

	if (!clock)
		return 1;
	bpf_timer_init(&clock->timer, &clocks, 1 /* CLOCK_MONOTONIC */);
	bpf_timer_set_callback(&clock->timer, tick);
	return bpf_timer_start(&clock->timer, control.clock_period, 0);
}


char _license[] SEC("license") = "Dual BSD/GPL";
TABLE(flows_ipv4, 128); /* a set of 2 records */
TABLE(log_ipv4, 64);

TABLE(flows_ipv6, 256); /* a set of 2 records */
TABLE(log_ipv6, 128);

static __always_inline void count_ipv4(struct packet *packet, struct counters *counters, __u32 cpu)
{
	const struct flow_table table = {&flows_ipv4, &log_ipv4, 0, 3, 64};
	union key key = {};

	parse_transport(packet);
	key.fields.mark = 1;
	input_snmp(&key.fields, packet);
	l4_dst_port(&key.fields, packet);
	l4_src_port(&key.fields, packet);
	protocol(&key.fields, packet);
	if (packet->version == 4) {
		ipv4_dst_addr(&key.fields, packet);
		ipv4_src_addr(&key.fields, packet);
	}
	count(&table, counters, cpu, packet, key.words);
}

static __always_inline void count_ipv6(struct packet *packet, struct counters *counters, __u32 cpu)
{
	const struct flow_table table = {&flows_ipv6, &log_ipv6, 1, 6, 128};
	union key key = {};

	parse_extensions(packet);
	parse_transport(packet);
	key.fields.mark = 1;
	input_snmp(&key.fields, packet);
	l4_dst_port(&key.fields, packet);
	l4_src_port(&key.fields, packet);
	protocol(&key.fields, packet);
	if (packet->version == 6) {
		ipv6_dst_addr(&key.fields, packet);
		ipv6_src_addr(&key.fields, packet);
	}
	count(&table, counters, cpu, packet, key.words);
}

static __always_inline int verdict_of_droppers(const struct packet *packet, struct counters *counters)
{
	return XDP_PASS;
}

