/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "SECOND_OCTETS_MIN"
internal    = true
type        = "u64"
role        = "min"
state       = ["u64 second_ns", "u64 second_octets", "u64 second_over"]
layer       = "ip"
unit        = "octets"
description = "Fewest layer 3 octets in a second that is over and had packets; 2^64 - 1 if none is over."
*/
static __always_inline void second_octets_min(struct flow_value *flow, const struct packet *packet)
{
	__u64 octets = packet->state->second_over;

	if (packet->first)
		flow->second_octets_min = ~0ull;
	if (octets && octets < flow->second_octets_min)
		flow->second_octets_min = octets;
}
