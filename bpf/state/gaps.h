/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Time between a packet and the one before in its flow; 0 for the first one, which has no gap before it. */
static __always_inline __u64 arrival_gap(const struct packet *packet)
{
	return time_since(packet->past.seen_ns, packet->time_ns) & -(__u64)packet->past.known;
}

/* How many gaps the frame closes: the one before it, if there is one, and those of 0 between the packets that it stands for. */
static __always_inline __u32 closed_gaps(const struct packet *packet)
{
	return packet->packets - 1 + packet->past.known;
}
