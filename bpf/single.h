/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * No field is a key: all packets of an interface belong to one flow. Each CPU has one record a generation, right behind its
 * counters: there is nothing to look up, compare or evict.
 */
static __always_inline void count(struct counters *counters, struct packet *packet)
{
#if SAMPLING
	if (!packet->is_sampled) {
		counters->octets -= packet->ip_octets;
		return;
	}
#endif
	__u32 generation = *(volatile __u32 *)&control.generation & 1;
	__u8 *record = (__u8 *)(counters + 1) + generation * RECORD_OCTETS;

	packet->first = !record[MARK];
	record[MARK] = 1;
	update((struct flow_value *)(record + 8), packet);
}
