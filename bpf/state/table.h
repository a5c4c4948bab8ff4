/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The states of flows by their keys: sets of two per CPU, as the flow tables, but with one generation that is never drained. A state is in
 * the set of its hash or in the one beside it. Where all four are taken, the one whose last packet is oldest makes room. If its
 * flow was not over, that is counted: what is measured of it begins anew with its next packet.
 */
TABLE(forgotten, sizeof(struct forgotten));

struct state_table {
	void *sets;	    /* element: one set of 2 states; index = cpu << set_bits | hash */
	__u32 number;	    /* 0 or 1: which of the two tables */
	__u32 key_words;    /* the key in words of 8 octets, mark included */
	__u32 state_octets; /* key, then struct flow_state, then padding */
};

static __always_inline void forget(const struct flow_state *state, __u32 cpu, __u64 now)
{
	if (is_over(state, now))
		return;
	struct forgotten *forgotten_by_cpu = element(&forgotten, cpu);

	if (forgotten_by_cpu)
		forgotten_by_cpu->states++;
}

/* 1 if a key is another one, else 0. */
static __always_inline __u64 differs(const __u64 *entry, const __u64 *key, __u32 words)
{
	__u64 difference = 0;

	for_words(i, 0, words, 1)
		difference |= entry[i] ^ key[i];
	difference = (difference | -difference) >> 63;
	asm("" : "+r"(difference));
	return difference;
}

/* The element of a set that is of a key: its first or its `other`. If `none` is, the one that makes room: a free one, or the older. */
struct state_set {
	__u8 *elements;
	__u64 other, none;
};

/*
 * Which of the two elements it is, is worked out without a branch: the verifier would follow all that comes behind twice, because to it
 * pointers to one and the other are two kinds of things.
 */
static __always_inline struct state_set look_into(const struct state_table *table, __u32 index, const __u64 *key)
{
	__u32 words = table->key_words, octets = table->state_octets;
	struct state_set set = {element(table->sets, index), 0, 0};

	if (unlikely(!set.elements))
		return set;
	const struct flow_state *first = (const void *)(set.elements + words * 8);
	const struct flow_state *second = (const void *)(set.elements + octets + words * 8);
	__u64 second_is_older = (second->seen_ns - first->seen_ns) >> 63;

	asm("" : "+r"(second_is_older));
	set.other = differs((__u64 *)set.elements, key, words);
	set.none = set.other & differs((__u64 *)(set.elements + octets), key, words);
	set.other &= (set.none ^ 1) | second_is_older;
	return set;
}

static __always_inline bool recall(const struct state_table *table, __u32 cpu, struct packet *packet, const __u64 *key)
{
	__u32 words = table->key_words, octets = table->state_octets, bits = state_settings.set_bits[table->number];
	__u32 index = (cpu << bits) + ((__u64)hash_key(key, words) >> (32 - bits));
	struct state_set set = look_into(table, index, key);

	if (unlikely(!set.elements))
		return false; /* cannot be: the loader made an element for every index */
	__u8 *entry = set.elements + set.other * octets;
	__u64 none = set.none;
	if (unlikely(none)) {
		/* The neighbouring set may have it, or have more room: flows that go on must not lose their states to each other. */
		struct state_set next = look_into(table, index ^ 1, key);
		if (unlikely(!next.elements))
			return false;
		__u8 *next_entry = next.elements + next.other * octets;
		none = next.none;
		if (!none || ((struct flow_state *)(next_entry + words * 8))->seen_ns <
				     ((struct flow_state *)(entry + words * 8))->seen_ns)
			entry = next_entry;
	}
	struct flow_state *state = (struct flow_state *)(entry + words * 8);
	if (unlikely(none)) {
		if (entry[MARK])
			forget(state, cpu, packet->time_ns);
		for_words(i, 0, words, 1)
			((__u64 *)entry)[i] = key[i];
	}
	take_state(packet, state, none);
	return true;
}
