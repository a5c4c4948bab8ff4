/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "layer2OctetDeltaSumOfSquares"
id          = 428
type        = "u64"
role        = "sum"
layer       = "frame"
unit        = ""
description = "Sum of the squares of the octets of each frame, counted as in layer2OctetDeltaCount."
reference   = "RFC 7133, IANA 428"
*/
static __always_inline void layer2_octet_delta_sum_of_squares(struct flow_value *flow, const struct packet *packet)
{
	flow->layer2_octet_delta_sum_of_squares +=
		sum_of_squares(packet, largest_frame(packet), smallest_frame(packet));
}
