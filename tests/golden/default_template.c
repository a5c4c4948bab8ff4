/* SPDX-License-Identifier: Apache-2.0 */
/* One record of the flow table: the key in words of 8 octets, then the value. */
struct flow_key {
	__be16 l4_dst_port;
	__be16 l4_src_port;
	__u16 observation_point_id;
	__u8 protocol;
	__u8 mark; /* 1: this record is used */
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
	__u64 words[5];
};

#define MARK 7
_Static_assert(__builtin_offsetof(struct flow_key, mark) == MARK, "layout");
_Static_assert(__builtin_offsetof(struct flow_key, l4_dst_port) == 0, "layout");
_Static_assert(__builtin_offsetof(struct flow_key, l4_src_port) == 2, "layout");
_Static_assert(__builtin_offsetof(struct flow_key, observation_point_id) == 4, "layout");
_Static_assert(__builtin_offsetof(struct flow_key, protocol) == 6, "layout");
_Static_assert(__builtin_offsetof(struct flow_key, ipv4_dst_addr) == 8, "layout");
_Static_assert(__builtin_offsetof(struct flow_key, ipv4_src_addr) == 12, "layout");
_Static_assert(__builtin_offsetof(struct flow_value, flow_end_milliseconds) == 0, "layout");
_Static_assert(__builtin_offsetof(struct flow_value, flow_start_milliseconds) == 8, "layout");
_Static_assert(__builtin_offsetof(struct flow_value, in_bytes) == 16, "layout");
_Static_assert(__builtin_offsetof(struct flow_value, in_pkts) == 24, "layout");
_Static_assert(__builtin_offsetof(struct flow_value, src_tos) == 32, "layout");
_Static_assert(__builtin_offsetof(struct flow_value, tcp_flags) == 33, "layout");
_Static_assert(__builtin_offsetof(struct flow_key, ipv6_dst_addr) == 8, "layout");
_Static_assert(__builtin_offsetof(struct flow_key, ipv6_src_addr) == 24, "layout");

/* FLOW_END_MILLISECONDS */
static __always_inline void flow_end_milliseconds(struct flow_value *flow, const struct packet *packet)
{
	flow->flow_end_milliseconds = later(packet->time_ns, flow->flow_end_milliseconds);
}

/* FLOW_START_MILLISECONDS */
static __always_inline void flow_start_milliseconds(struct flow_value *flow, const struct packet *packet)
{
	flow->flow_start_milliseconds =
		packet->first ? packet->time_ns : earlier(packet->time_ns, flow->flow_start_milliseconds);
}

/* IN_BYTES */
static __always_inline void in_bytes(struct flow_value *flow, const struct packet *packet)
{
	flow->in_bytes += packet->ip_octets;
}

/* IN_PKTS */
static __always_inline void in_pkts(struct flow_value *flow, const struct packet *packet)
{
	flow->in_pkts += packet->packets;
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

/* observationPointId */
static __always_inline void observation_point_id(struct flow_key *key, const struct packet *packet)
{
	key->observation_point_id = packet->point;
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

TABLE(flows_ipv4, 128); /* a set of 2 records */
TABLE(log_ipv4, 64);

TABLE(flows_ipv6, 256); /* a set of 2 records */
TABLE(log_ipv6, 128);

static __always_inline void count_ipv4(struct packet *packet, struct counters *counters, __u32 cpu)
{
	const struct flow_table table = {&flows_ipv4, &log_ipv4, 0, 2, 64};

	parse_transport(packet);
	read_ipv4_addresses(packet);
	union key key = {};

	key.fields.mark = 1;
	l4_dst_port(&key.fields, packet);
	l4_src_port(&key.fields, packet);
	observation_point_id(&key.fields, packet);
	protocol(&key.fields, packet);
	if (packet->version == 4) {
		ipv4_dst_addr(&key.fields, packet);
		ipv4_src_addr(&key.fields, packet);
	}
	count(&table, counters, cpu, packet, key.words);
}

static __always_inline void count_ipv6(struct packet *packet, struct counters *counters, __u32 cpu)
{
	const struct flow_table table = {&flows_ipv6, &log_ipv6, 1, 5, 128};

	parse_extensions(packet);
	parse_transport(packet);
	read_ipv6_addresses(packet);
	union key key = {};

	key.fields.mark = 1;
	l4_dst_port(&key.fields, packet);
	l4_src_port(&key.fields, packet);
	observation_point_id(&key.fields, packet);
	protocol(&key.fields, packet);
	if (packet->version == 6) {
		ipv6_dst_addr(&key.fields, packet);
		ipv6_src_addr(&key.fields, packet);
	}
	count(&table, counters, cpu, packet, key.words);
}

static __always_inline int verdict_of_droppers(const struct packet *packet, struct counters *counters)
{
	return PASS;
}

