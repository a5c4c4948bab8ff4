/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the parsers found in one frame. Fragments read it and nothing else. It never exists in memory: what no fragment reads,
 * the compiler removes together with the code that found it. Members of headers that the frame does not have are 0.
 */
struct packet {
	/* frame */
	context *ctx;		/* struct xdp_md or struct __sk_buff */
	const __u8 *data, *end; /* the captured octets */
	const __u8 *at;		/* first octet not yet parsed */
	bool first;		/* this packet opens its record: minima need no start value */
	bool is_sampled;	/* where there is sampling: it is metered */
	__u64 time_ns;	   /* when it arrived; read only if a fragment says time_ns, because the clock is not free */
	__u16 point;	   /* interface and direction, as a number that user space gives them: exporter/points.hpp */
	__u32 wire_octets; /* captures only: use frame_octets(packet) */
	/* Packets that the frame stands for: 1, but in TC those that segmentation offload makes of it, or has made it of. */
	__u32 packets;

	/* ethernet, vlan, mpls */
	struct mac_address source_mac, destination_mac;
	__be16 ether_type;		     /* of what follows the tags and labels walked */
	__be16 client_type;		     /* of what follows the VLAN tags: IP or MPLS */
	__u16 outer_vlan, inner_vlan;	     /* VLAN ids 0..4095, host byte order; equal with a single tag */
	__u8 outer_priority, inner_priority; /* priority code points 0..7, likewise */
	__u32 label_offset; /* of the topmost MPLS label in the frame, if there is one: see parsers/octets.h */
	__u32 label_count;
	__u32 link_octets; /* octets in front of the IP header, those of tunnels included */
	__u32 tag_octets;  /* 4 where the kernel holds the outermost VLAN tag beside the frame (TC), else 0 */

	__u64 tunnel; /* where the tunnel leads that was looked into, 0: none; see parsers/tunnel_facts.h */

	/* ip */
	__u8 version;		/* 4 or 6 */
	__u8 ttl;		/* time to live, hop limit */
	__u8 tos;		/* type of service, traffic class: DSCP and ECN */
	const __u8 *ip;		/* the header, of which the whole minimum is there */
	__u32 ip_header_octets; /* IPv4 options included */
	__u32 flow_label;	/* IPv6: 20 bits, host byte order */
	__u8 next_header;	/* IPv6: of what follows its header */
	__u32 ip_octets; /* layer 3 octets of all packets: total length; payload length + 40, or by the jumbo option */
	__u32 largest_octets, smallest_octets; /* of one packet: all but the last are as large as the largest */
	__be32 ipv4_source, ipv4_destination;
	struct ipv6_address ipv6_source, ipv6_destination;
	__u16 fragment_bits; /* reserved, don't fragment, more fragments, then 13 bits of offset / 8: RFC 791 section 3.1 */
	__u32 fragment_number;	/* identification; IPv6: as fragment_bits from the fragment header, without one 0 */
	__u32 ipv4_option_bits; /* bit n: there is an option of number n; see parsers/options.h */
	__u16 extension_bits;	/* see parsers/extension_list.h */

	/* protocol */
	__u8 protocol;	     /* upper layer; for IPv6 that of the last extension header walked */
	bool later_fragment; /* a fragment other than the first: no transport header here */

	/* transport, tcp, icmp */
	__be16 source_port, destination_port; /* ICMP: 0 and type * 256 + code */
	bool is_tcp, is_icmp;		      /* and the whole minimal header is there */
	__u16 tcp_flags;		      /* 12 bits: RFC 9293 section 3.1, host byte order */
	__u16 icmp_type_code;		      /* type * 256 + code, host byte order */
	__be32 tcp_sequence, tcp_acknowledgement;
	__be16 tcp_urgent;
	__u16 tcp_window;	 /* as it is in the header, host byte order */
	__u32 tcp_header_octets; /* options included; 0 if not is_tcp */
	__u32 transport_offset;	 /* of the transport header in the frame; see parsers/octets.h */
};

enum { TYPE_IPV4 = to_be16(0x0800), TYPE_IPV6 = to_be16(0x86dd) };
/* The farthest that an IP header may begin in the frame: only tunnels reach so far. */
enum { FARTHEST_IP = TUNNELS ? 1024 : 256 };
/* UNUSUAL: not for the short way of a program without key fields; see entry.h. */
/* OWN: a message of ours; see own_export.h. */
enum verdict { IS_IP, NON_IP, MALFORMED, UNUSUAL, OWN };

/* Length of the frame from packet->data on, in octets. A helper call where frames may have several buffers. */
static __always_inline __u32 held_octets(const struct packet *packet)
{
#if CAPTURE
	return packet->wire_octets;
#elif TC
	return packet->ctx->len;
#else
	if (settings.multi_buffer)
		return bpf_xdp_get_buff_len(packet->ctx);
	return packet->end - packet->data;
#endif
}

/* Length on the wire in octets of all packets that the frame stands for, without the frame check sequence. */
static __always_inline __u32 frame_octets(const struct packet *packet)
{
#if TC
	if (packet->packets > 1)
		return packet->ip_octets + packet->packets * (packet->link_octets + packet->tag_octets);
#endif
	return held_octets(packet) + packet->tag_octets;
}

/* The same of the largest and of the smallest of them. */
static __always_inline __u32 largest_frame(const struct packet *packet)
{
#if TC
	if (packet->packets > 1)
		return packet->largest_octets + packet->link_octets + packet->tag_octets;
#endif
	return frame_octets(packet);
}

static __always_inline __u32 smallest_frame(const struct packet *packet)
{
#if TC
	if (packet->packets > 1)
		return packet->smallest_octets + packet->link_octets + packet->tag_octets;
#endif
	return frame_octets(packet);
}

/*
 * 1 if a number is above one bound and at most the other, else 0. Without a branch: histograms have many of these, and the verifier
 * would follow each way through all of them. The empty assembly keeps the compiler from making a branch of it.
 */
static __always_inline __u32 is_within(__u32 number, __u32 above, __u32 most)
{
	__u64 difference = (__u64)(number - above - 1) - (most - above);

	asm("" : "+r"(difference));
	return difference >> 63;
}

/* How many of the packets that the frame stands for have more than `above` and at most `most` octets of layer 3. */
static __always_inline __u32 packets_of_length(const struct packet *packet, __u32 above, __u32 most)
{
	return (packet->packets - 1) * is_within(packet->largest_octets, above, most) +
	       is_within(packet->smallest_octets, above, most);
}

/* The same of the time to live, which they all share. */
static __always_inline __u32 packets_of_ttl(const struct packet *packet, __u32 above, __u32 most)
{
	return packet->packets * is_within(packet->ttl, above, most);
}

/* Sum of the squares of the lengths of those packets, of which all but the last are as large as the largest. */
static __always_inline __u64 sum_of_squares(const struct packet *packet, __u64 largest, __u64 smallest)
{
	return (packet->packets - 1) * (largest * largest) + smallest * smallest;
}
