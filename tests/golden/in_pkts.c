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
	flow->in_pkts += packet->packets;
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

static __always_inline void count_ipv4(struct packet *packet, struct counters *counters, __u32 cpu)
{
	read_ipv4_addresses(packet);
	count(counters, packet);
}

static __always_inline void count_ipv6(struct packet *packet, struct counters *counters, __u32 cpu)
{
	read_ipv6_addresses(packet);
	count(counters, packet);
}

static __always_inline int verdict_of_droppers(const struct packet *packet, struct counters *counters)
{
	return PASS;
}

