/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "maximumLayer2TotalLength"
id          = 423
type        = "u32"
role        = "max"
layer       = "frame"
unit        = "octets"
description = "Octets of the largest frame, counted as in layer2OctetDeltaCount."
reference   = "RFC 7133, IANA 423"
*/
static __always_inline void maximum_layer2_total_length(struct flow_value *flow, const struct packet *packet)
{
	__u32 octets = largest_frame(packet);

	if (octets > flow->maximum_layer2_total_length)
		flow->maximum_layer2_total_length = octets;
}
