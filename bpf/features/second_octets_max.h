/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "SECOND_OCTETS_MAX"
internal    = true
type        = "u64"
role        = "max"
state       = ["u64 second_ns", "u64 second_octets", "u64 second_over"]
layer       = "ip"
unit        = "octets"
description = "Most layer 3 octets in a second, counted from the first packet on, also in the last one, which is not over."
*/
static __always_inline void second_octets_max(struct flow_value *flow, const struct packet *packet)
{
	if (packet->state->second_octets > flow->second_octets_max)
		flow->second_octets_max = packet->state->second_octets;
}
