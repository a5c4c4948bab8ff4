/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "minimumLayer2TotalLength"
id          = 422
type        = "u32"
role        = "min"
layer       = "frame"
unit        = "octets"
description = "Octets of the smallest frame, counted as in layer2OctetDeltaCount."
reference   = "RFC 7133, IANA 422"
*/
static __always_inline void minimum_layer2_total_length(struct flow_value *flow, const struct packet *packet)
{
	__u32 octets = smallest_frame(packet);

	if (packet->first || octets < flow->minimum_layer2_total_length)
		flow->minimum_layer2_total_length = octets;
}
