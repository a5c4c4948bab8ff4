/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The clock for high packet rates: a timer writes the time to control.now every millisecond while user space wants it, and the
 * program then reads that instead of asking the kernel for every packet. Time stamps stay true to the millisecond.
 */
struct bpf_timer {
	__u64 : 64;
	__u64 : 64;
} __attribute__((aligned(8)));

struct clock {
	struct bpf_timer timer;
};

struct {
	MAP_FACT(type, 2);
	MAP_FACT(max_entries, 1);
	__u32 *key;
	struct clock *value;
} clocks SEC(".maps");

static int tick(void *map, __u32 *key, struct clock *clock)
{
	control.now = control.clock_period ? bpf_ktime_get_ns() : 0;
	if (control.clock_period)
		bpf_timer_start(&clock->timer, control.clock_period, 0);
	return 0;
}

/* Starts the clock, also again after a stop: the second bpf_timer_init then fails, which is fine. */
SEC("syscall") int start_clock(void *ctx)
{
	struct clock *clock = element(&clocks, 0);

	if (!clock)
		return 1;
	bpf_timer_init(&clock->timer, &clocks, 1 /* CLOCK_MONOTONIC */);
	bpf_timer_set_callback(&clock->timer, tick);
	return bpf_timer_start(&clock->timer, control.clock_period, 0);
}
