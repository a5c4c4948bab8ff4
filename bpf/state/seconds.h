/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Octets by the second, counted from the flow's first packet on: adds the packet to its second. second_over becomes the octets of the one
 * before that is over with this packet, else 0. Seconds without packets do not count.
 */
static __always_inline void advance_second(struct packet *packet)
{
	enum { SECOND = 1000000000 };
	struct flow_state *state = packet->state;
	__u64 begin = packet->past.known ? state->second_ns : packet->time_ns;
	__u64 elapsed = time_since(begin, packet->time_ns), octets = state->second_octets;

	state->second_ns = begin + elapsed / SECOND * SECOND;
	state->second_over = elapsed < SECOND ? 0 : octets;
	state->second_octets = packet->ip_octets + (elapsed < SECOND ? octets : 0);
}
