/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "ARRIVAL_GAP_MIN"
internal    = true
type        = "u64"
role        = "min"
state       = ["u64 seen_ns"]
layer       = "ip"
unit        = "nanoseconds"
description = "Shortest gap between the arrivals of two packets; 2^64 - 1 without any."
*/
static __always_inline void arrival_gap_min(struct flow_value *flow, const struct packet *packet)
{
	__u64 gap = packet->packets > 1 ? 0 : arrival_gap(packet);

	if (packet->first)
		flow->arrival_gap_min = ~0ull;
	if (closed_gaps(packet) && gap < flow->arrival_gap_min)
		flow->arrival_gap_min = gap;
}
