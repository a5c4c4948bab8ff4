/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What is kept of a flow from packet to packet: records begin empty in each generation, a state does not. A fragment reads
 * packet->past, the state as it was before this packet, and writes packet->state. So fragments that share a member do not depend on
 * each other's order.
 */
#ifdef __bpf__
CONSTANT struct state_settings state_settings SEC(".rodata.states") = {1};
#else
struct state_settings state_settings = {1};
#endif

/* Time may run backwards in captures, and by a tick of the clock on live interfaces. */
static __always_inline __u64 time_since(__u64 before, __u64 now)
{
	return now > before ? now - before : 0;
}

/* Whether the flow has had no packet for so long that user space has ended it. */
static __always_inline bool is_over(const struct flow_state *state, __u64 now)
{
	return state_settings.idle_ns && time_since(state->seen_ns, now) >= state_settings.idle_ns;
}

/*
 * The past is read from memory even where it has just been cleared: the verifier would follow all that comes behind twice, once with
 * a past that it knows to be 0.
 */
static __always_inline void take_state(struct packet *packet, struct flow_state *state, bool is_new)
{
	if (is_new || is_over(state, packet->time_ns))
		*state = (struct flow_state){};
	asm volatile("" ::: "memory");
	packet->past = *state;
	state->seen_ns = packet->past.seen_ns + time_since(packet->past.seen_ns, packet->time_ns);
	state->known = 1;
	packet->state = state;
}
