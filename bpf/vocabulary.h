/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The words that fragments, parsers and frame are written in: types, loads, tables, the clock. The same text compiles for the
 * kernel (clang -target bpf) and for the host (capture files, sanitizers), where small functions stand in for the helpers.
 * No kernel header is needed: that halves the compile time.
 */
typedef unsigned char __u8;
typedef unsigned short __u16;
typedef unsigned int __u32;
typedef unsigned long long __u64;
typedef __u16 __be16; /* octets as on the wire */
typedef __u32 __be32;
typedef _Bool bool;
enum { false, true };

struct mac_address {
	__be16 part[3];
};
struct ipv6_address {
	__u64 part[2];
};

#ifdef COMPILED_QUICKLY /* lines and names of variables take a fifth of the compiler's time */
#define __always_inline inline __attribute__((always_inline, nodebug))
#else
#define __always_inline inline __attribute__((always_inline))
#endif
#define __noinline __attribute__((noinline))
#define SEC(name) __attribute__((section(name), used))
#define likely(condition) __builtin_expect(!!(condition), 1)
#define unlikely(condition) __builtin_expect(!!(condition), 0)
#define from_be16(value) __builtin_bswap16(value)
#define to_be16(value) __builtin_bswap16(value)
#define from_be32(value) __builtin_bswap32(value)

#ifdef __bpf__

#if TC
/* Of what linux/bpf.h has in it only the members that are read; the kernel goes by their offsets and by the struct's name. */
struct __sk_buff {
	__u32 len, unused_4[3], protocol, vlan_present, vlan_tci, unused_28[12], data, data_end;
	__u32 unused_84[19], wire_len, gso_segs, unused_168[2], gso_size;
};
#define AT(member, offset) _Static_assert(__builtin_offsetof(struct __sk_buff, member) == offset, "linux/bpf.h")
AT(len, 0);
AT(protocol, 16);
AT(vlan_present, 20);
AT(vlan_tci, 24);
AT(data, 76);
AT(data_end, 80);
AT(wire_len, 160);
AT(gso_segs, 164);
AT(gso_size, 176);
#undef AT
typedef struct __sk_buff context;

static long (*const bpf_skb_load_bytes)(const void *ctx, __u32 offset, void *to, __u32 octets) = (void *)26;
static long (*const bpf_skb_pull_data)(struct __sk_buff *ctx, __u32 octets) = (void *)39;
#else
struct xdp_md {
	__u32 data, data_end, data_meta, ingress_ifindex, rx_queue_index, egress_ifindex;
};
typedef struct xdp_md context;

static __u64 (*const bpf_xdp_get_buff_len)(struct xdp_md *ctx) = (void *)188;
#endif

static void *(*const bpf_map_lookup_elem)(void *map, const void *key) = (void *)1;
static __u64 (*const bpf_ktime_get_ns)(void) = (void *)5;
static __u32 (*const bpf_get_smp_processor_id)(void) = (void *)8;
static long (*const bpf_ringbuf_output)(void *ringbuf, void *data, __u64 size, __u64 flags) = (void *)130;
static long (*const bpf_timer_init)(void *timer, void *map, __u64 clock) = (void *)169;
static long (*const bpf_timer_set_callback)(void *timer, void *callback) = (void *)170;
static long (*const bpf_timer_start)(void *timer, __u64 nanoseconds, __u64 flags) = (void *)171;

#define MAP_FACT(name, value) int(*name)[value]
/* An array in memory that user space maps too. The loader sets how many elements it has. */
#define TABLE(name, octets)                                                                                            \
	struct {                                                                                                       \
		MAP_FACT(type, 2);                                                                                     \
		MAP_FACT(map_flags, 1024);                                                                             \
		MAP_FACT(max_entries, 1);                                                                              \
		MAP_FACT(key_size, 4);                                                                                 \
		MAP_FACT(value_size, octets);                                                                          \
	} name SEC(".maps")
#define CONSTANT const volatile

/* Packets are not aligned; the kernel's verifier allows whole-word loads all the same where the CPU does. */
static __always_inline __u16 load16(const void *at)
{
	return *(const __u16 *)at;
}
static __always_inline __u32 load32(const void *at)
{
	return *(const __u32 *)at;
}
static __always_inline __u64 load64(const void *at)
{
	return *(const __u64 *)at;
}
static __always_inline void *element(void *table, __u32 index)
{
	return bpf_map_lookup_elem(table, &index);
}

#else

struct xdp_md {
	__u64 data, data_end, data_meta;
	__u32 ingress_ifindex;
};
typedef struct xdp_md context;

struct table {
	__u8 *memory;
	__u64 elements, octets;
};
#define TABLE(name, size) struct table name = {0, 0, size}
#define CONSTANT

static __always_inline __u16 load16(const void *at)
{
	__u16 value;
	__builtin_memcpy(&value, at, 2);
	return value;
}
static __always_inline __u32 load32(const void *at)
{
	__u32 value;
	__builtin_memcpy(&value, at, 4);
	return value;
}
static __always_inline __u64 load64(const void *at)
{
	__u64 value;
	__builtin_memcpy(&value, at, 8);
	return value;
}
static __always_inline void *element(struct table *table, __u32 index)
{
	return index < table->elements ? table->memory + index * table->octets : 0;
}
static __always_inline __u32 bpf_get_smp_processor_id(void)
{
	return 0;
}

#endif

static __always_inline struct mac_address load_mac(const void *at)
{
	const __u8 *octets = at;
	return (struct mac_address){{load16(octets), load16(octets + 2), load16(octets + 4)}};
}

static __always_inline struct ipv6_address load_ipv6(const void *at)
{
	const __u8 *octets = at;
	return (struct ipv6_address){{load64(octets), load64(octets + 8)}};
}

/*
 * The later of two times. On live interfaces without a branch: whether a flow has been seen since the clock's last tick is a
 * coin's toss, and a mispredicted branch on a record that is not in the cache stops the CPU from looking ahead to the next
 * packet's. The empty assembly keeps the compiler from making a branch of it.
 */
static __always_inline __u64 later(__u64 a, __u64 b)
{
#if LIVE
	__u64 ahead = a - b, behind = -(ahead >> 63);

	asm("" : "+r"(behind));
	return b + (ahead & ~behind);
#else
	return a > b ? a : b;
#endif
}

/* The earlier of the time of a packet and one that its record holds: live, time does not run backwards on a CPU. */
static __always_inline __u64 earlier(__u64 packet, __u64 record)
{
#if LIVE
	return record;
#else
	return packet < record ? packet : record;
#endif
}

/* What becomes of a frame. In TC, passing leaves the decision to the programs behind this one. */
#if TC
enum { PASS = -1, DROP = 2 };
#else
enum { PASS = 2, DROP = 1 };
#endif
