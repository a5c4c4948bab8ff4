/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Without key fields all packets of an interface are of one flow. Its state lies behind the two records of this CPU: see bpf/single.h. */
static __always_inline void recall(struct counters *counters, struct packet *packet)
{
	take_state(packet, (struct flow_state *)((__u8 *)(counters + 1) + 2 * RECORD_OCTETS), false);
}
