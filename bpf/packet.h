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
	__u64 time_ns;	   /* when it arrived; read only if a fragment says time_ns, because the clock is not free */
	__u16 point;	   /* interface and direction, as a number that user space gives them: exporter/points.hpp */
	__u32 wire_octets; /* captures only: use frame_octets(packet) */
	/* Packets that the frame stands for: 1, but in TC those that segmentation offload makes of it, or has made it of. */
	__u32 packets;

	/* ethernet, vlan, mpls */
	struct mac_address source_mac, destination_mac;
	__be16 ether_type;	      /* of what follows the tags walked */
	__u16 outer_vlan, inner_vlan; /* VLAN ids 0..4095, host byte order; equal with a single tag */
	__u32 link_octets;	      /* octets in front of the IP header */
	__u32 tag_octets; /* 4 where the kernel holds the outermost VLAN tag beside the frame (TC), else 0 */

	/* ip */
	__u8 version;	 /* 4 or 6 */
	__u8 ttl;	 /* time to live, hop limit */
	__u8 tos;	 /* type of service, traffic class: DSCP and ECN */
	const __u8 *ip;	 /* the header, of which the whole minimum is there */
	__u32 ip_octets; /* layer 3 octets of all packets: total length; payload length + 40, or by the jumbo option */
	__u32 largest_octets, smallest_octets; /* of one packet: all but the last are as large as the largest */
	__be32 ipv4_source, ipv4_destination;
	struct ipv6_address ipv6_source, ipv6_destination;

	/* protocol */
	__u8 protocol;	     /* upper layer; for IPv6 that of the last extension header walked */
	bool later_fragment; /* a fragment other than the first: no transport header here */

	/* transport, tcp, icmp */
	__be16 source_port, destination_port; /* ICMP: 0 and type * 256 + code */
	bool is_tcp, is_icmp;		      /* and the whole minimal header is there */
	__u16 tcp_flags;		      /* 12 bits: RFC 9293 section 3.1, host byte order */
	__u16 icmp_type_code;		      /* type * 256 + code, host byte order */
};

enum { TYPE_IPV4 = to_be16(0x0800), TYPE_IPV6 = to_be16(0x86dd) };
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
