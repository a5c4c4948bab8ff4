/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Sampling: which frames are metered (RFC 5475 sections 5.1 and 5.2.2.1, RFC 7014 section 5.1). Part of a program only where it was
 * asked for. It is decided before anything is parsed, but by flows, which are known only then: there all packets of one flow in so
 * many are metered. Each CPU and interface decides on its own. A frame that stands for several packets (TC) is one choice.
 */
#define SAMPLING_COUNT 1
#define SAMPLING_RANDOM 2
#define SAMPLING_FLOWS 3

static __always_inline bool is_sampled(struct counters *counters, __u32 cpu)
{
#if SAMPLING == SAMPLING_COUNT
	if (counters->sampling) {
		counters->sampling--;
		return false;
	}
	counters->sampling = settings.sampling_interval - 1;
	return true;
#elif SAMPLING == SAMPLING_RANDOM
	/* A linear congruential generator: any odd increment will do, and its upper half is random enough for this. */
	counters->sampling = counters->sampling * 6364136223846793005 + ((settings.seed + 2 * cpu) | 1);
	return counters->sampling >> 32 <= settings.sampling_threshold;
#else
	return true;
#endif
}

/* The sets of the tables go by the hash's upper bits: these must not, else the flows that are chosen would share few sets. */
static __always_inline bool is_sampled_flow(__u32 hash)
{
	return hash * 0x9e3779b1 <= settings.sampling_threshold;
}
