/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* As bpf/shared.h, of programs with memory alone: those of which a field has the fact `state`. */

/* Constants, in a section of their own. */
struct state_settings {
	__u64 idle_ns;	   /* without packets for so long, a flow is over, and so is its state; 0: never */
	__u32 set_bits[2]; /* sets of states a CPU, as a power of two; by table */
};

/* Map "forgotten": one element per CPU. */
struct forgotten {
	__u64 states;	   /* of flows that were not over when they made room for others */
	__u64 padding[15]; /* two cache lines: no two CPUs write one pair of lines */
};
