/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "ARRIVAL_GAP_MAX"
internal    = true
type        = "u64"
role        = "max"
state       = ["u64 seen_ns"]
layer       = "ip"
unit        = "nanoseconds"
description = "Longest gap between the arrivals of two packets."
*/
static __always_inline void arrival_gap_max(struct flow_value *flow, const struct packet *packet)
{
	__u64 gap = arrival_gap(packet);

	if (gap > flow->arrival_gap_max)
		flow->arrival_gap_max = gap;
}
