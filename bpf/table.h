/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The flow tables: find the packet's record in this CPU's part of the table, open or update it. Each CPU writes only its own
 * sets, log and counters, so nothing here is atomic. The generation is read once a packet: all that a packet changes belongs
 * to one half of the tables, and the half that user space reads is quiet.
 */
TABLE(evictions, sizeof(struct evictions));

struct flow_table {
	void *sets;	 /* element: one set of 2 records; index = (cpu * 2 + generation) << set_bits | hash */
	void *log;	 /* element: one evicted record; index = (cpu * 2 + generation) * log_records + n */
	__u32 number;	 /* 0 or 1: which of the two tables */
	__u32 key_words; /* the key in words of 8 octets, mark included */
	__u32 record_octets;
};

/*
 * Goes over the words of a key, always in two rounds or more: of a single one clang 14 finds out too late that its index is a
 * constant (when it compiles quickly), and a key that is read by an index is no longer kept in registers but written to the stack in
 * the widths of its fields and read back in words, which no CPU forwards. For the same reason there must be no way out of the loop:
 * it would not be unrolled.
 */
#define END_OF_WORDS(first, words, step) ((words) + ((words) - (first) <= (step) ? 2 * (step) : 0))
#define for_words(i, first, words, step)                                                                               \
	_Pragma("clang loop unroll(full)") for (__u32 i = (first); i < END_OF_WORDS(first, words, step);               \
						i += (step)) if (i < (words))

/*
 * A product carries every bit upwards, the fold brings them down again before the next word comes. Even and odd words go side by
 * side, because each step waits for the one before. What is spread badly here costs evictions: addresses and ports that count
 * up, alone or together, must fill the sets as random ones do. The upper bits of the result are the good ones.
 */
static __always_inline __u32 hash_key(const __u64 *key, __u32 words)
{
	__u64 even = settings.seed, odd = ~even;

	for_words(i, 0, words, 2) {
		even = (even ^ key[i]) * 0x9e3779b97f4a7c15;
		even ^= even >> 29;
		if (i + 1 < words) {
			odd = (odd ^ key[i + 1]) * 0xd6e8feb86659fd93;
			odd ^= odd >> 29;
		}
	}
	even = (even + odd) * 0xff51afd7ed558ccd;
	even ^= even >> 32;
	return even * 0xd6e8feb86659fd93 >> 32;
}

static __always_inline bool same_key(const __u64 *record, const __u64 *key, __u32 words)
{
	__u64 difference = 0;

	if (record[0] != key[0])
		return false;
	for_words(i, 1, words, 1)
		difference |= record[i] ^ key[i];
	return !difference;
}

static __always_inline void wake_user_space(void)
{
#if LIVE
	__u32 why = 0;
	bpf_ringbuf_output(&wakeups, &why, sizeof(why), 0);
#endif
}

/* Moves a record to the log. When that passes half, user space is woken to drain at once; when it is full, the loss counts. */
static __always_inline void evict(const struct flow_table *table, struct counters *counters, __u32 cpu, __u32 part,
				  const __u64 *record)
{
	struct evictions *evictions_of_cpu = element(&evictions, cpu);

	__u64 *used = evictions_of_cpu ? &evictions_of_cpu->records[table->number][part & 1] : 0;
	__u32 size = settings.log_records[table->number];
	__u64 *copy = used && *used < size ? element(table->log, part * size + *used) : 0;

	counters->evicted++;
	if (!copy) {
		count_lost(counters, (const struct flow_value *)(record + table->key_words));
		return;
	}
#pragma clang loop unroll(full)
	for (__u32 i = 0; i < table->record_octets / 8; i++)
		copy[i] = record[i];
	if (++*used == size / 2)
		wake_user_space();
}

static __always_inline void count(const struct flow_table *table, struct counters *counters, __u32 cpu,
				  struct packet *packet, const __u64 *key)
{
	__u32 words = table->key_words, octets = table->record_octets;
	__u32 hash = hash_key(key, words);
#if SAMPLING
	if (SAMPLING == SAMPLING_FLOWS && !is_sampled_flow(hash))
		packet->is_sampled = false;
	if (!packet->is_sampled) {
		counters->octets -= packet->ip_octets;
		return;
	}
#endif
	__u32 part = cpu * 2 + (*(volatile __u32 *)&control.generation & 1);
	__u32 bits = settings.set_bits[table->number];
	__u8 *record = element(table->sets, (part << bits) + ((__u64)hash >> (32 - bits)));

	if (unlikely(!record)) {
		counters->lost_packets++; /* cannot be: the loader made an element for every index */
		return;
	}
	__u8 *other = record + octets;
	if (likely(same_key((__u64 *)record, key, words)))
		goto found;
	if (likely(same_key((__u64 *)other, key, words))) {
		record = other;
		goto found;
	}

	/* A new flow: the first record if it is free, else the second, else the older of the two makes room. */
	if (record[MARK]) {
		if (!other[MARK] || is_older((struct flow_value *)(other + words * 8),
					     (struct flow_value *)(record + words * 8), hash << 31))
			record = other;
		if (record[MARK])
			evict(table, counters, cpu, part, (__u64 *)record);
	}
	for_words(i, 0, words, 1)
		((__u64 *)record)[i] = key[i];
#pragma clang loop unroll(full)
	for (__u32 i = words; i < octets / 8; i++)
		((__u64 *)record)[i] = 0;
	packet->first = true;
	update((struct flow_value *)(record + words * 8), packet);
	return;
found:
	packet->first = false;
	update((struct flow_value *)(record + words * 8), packet);
}
