/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What a TCP segment is to those before it in its direction, as far as that alone tells it (RFC 9293 section 3.4; numbers wrap around).
 * A segment with payload, SYN or FIN that begins before the highest end seen is late: out of order if it begins in the hole that
 * a segment ahead of it has left, and comes within 3 ms of the highest end; else it is a retransmission. A keep-alive is neither: at
 * most one octet, the last one again. Nor is more than one octet from there on, which follows a window probe. A SYN with another
 * number begins a new connection. A RST may have any number (RFC 5961 section 3) and tells nothing.
 */
enum { IN_ORDER, RETRANSMITTED, OUT_OF_ORDER };
enum { LATE_NS = 3000000 };

static __always_inline bool is_before(__u32 a, __u32 b)
{
	return (a - b) >> 31;
}

static __always_inline __u32 payload_octets(const struct packet *packet)
{
	__u32 headers = packet->at - packet->ip;

	headers = (headers + packet->tcp_header_octets) * packet->packets;
	return headers < packet->ip_octets ? packet->ip_octets - headers : 0;
}

/* A function of its own, whose answer is a number to the verifier: else it would follow each answer through all fields. */
__noinline __u32 judge(struct flow_state *state, __u64 now, __u32 begin, __u32 payload, __u32 flags)
{
	enum { FIN = 1, SYN = 2, RST = 4 };
	__u32 end = begin + payload + !!(flags & (SYN | FIN)), segment = IN_ORDER;

	if (!state || (flags & RST)) /* there always is a state */
		return IN_ORDER;
	if (!state->sequence_known ||
	    ((flags & SYN) && (state->sequence_known == 1 || begin != state->sequence_first))) {
		state->sequence_known = flags & SYN ? 2 : 1;
		state->sequence_first = begin;
		state->sequence_end = state->hole_begin = state->hole_end = end;
		state->sequence_ns = now;
		return IN_ORDER;
	}
	__u32 highest = state->sequence_end;
	bool is_probe = begin == highest - 1 && (payload > 1 || !(flags & (SYN | FIN)));

	if (is_before(begin, highest) && end != begin && !is_probe) {
		bool fills = !is_before(begin, state->hole_begin) && is_before(begin, state->hole_end);

		segment = fills && end != highest && time_since(state->sequence_ns, now) < LATE_NS ? OUT_OF_ORDER
												   : RETRANSMITTED;
		if (fills && begin == state->hole_begin)
			state->hole_begin = is_before(end, state->hole_end) ? end : state->hole_end;
		else if (fills)
			state->hole_end = begin;
	}
	if (!is_before(highest, end))
		return segment;
	if (is_before(highest, begin)) {
		if (state->hole_begin == state->hole_end)
			state->hole_begin = highest;
		state->hole_end = begin;
	}
	state->sequence_end = end;
	state->sequence_ns = now;
	return segment;
}

static __always_inline void judge_segment(struct packet *packet)
{
	if (packet->is_tcp)
		packet->segment = judge(packet->state, packet->time_ns, from_be32(packet->tcp_sequence),
					payload_octets(packet), packet->tcp_flags);
}
