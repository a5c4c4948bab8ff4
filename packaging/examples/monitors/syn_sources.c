/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Who opens TCP connections over IPv4, and how many come to which port: a monitor beside the flow probe (syn_sources.toml). */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/tcp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

struct source {
	__be32 address;
};

struct attempts {
	__u64 packets;
	__be16 latest_port;
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 65536);
	__type(key, struct source);
	__type(value, struct attempts);
} sources SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} syns SEC(".maps");

SEC("xdp")
int syn_sources(struct xdp_md *context)
{
	void *data = (void *)(long)context->data, *end = (void *)(long)context->data_end;
	struct ethhdr *ethernet = data;
	struct iphdr *ip = data + sizeof(*ethernet);
	struct tcphdr *tcp = (void *)(ip + 1);
	struct attempts first = {.packets = 1}, *known;
	struct source source;
	__u32 zero = 0;
	__u64 *all;

	if ((void *)(tcp + 1) > end || ethernet->h_proto != bpf_htons(ETH_P_IP) || ip->ihl != 5 || ip->protocol != IPPROTO_TCP ||
	    !tcp->syn || tcp->ack)
		return XDP_PASS;
	all = bpf_map_lookup_elem(&syns, &zero);
	if (all)
		(*all)++;
	source.address = ip->saddr;
	first.latest_port = tcp->dest;
	known = bpf_map_lookup_elem(&sources, &source);
	if (!known && bpf_map_update_elem(&sources, &source, &first, BPF_NOEXIST) == 0)
		return XDP_PASS;
	if (!known)
		known = bpf_map_lookup_elem(&sources, &source); /* another CPU was first */
	if (known) {
		__sync_fetch_and_add(&known->packets, 1);
		known->latest_port = tcp->dest;
	}
	return XDP_PASS;
}

char _license[] SEC("license") = "GPL";
