/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "octetDeltaSumOfSquares"
id          = 198
type        = "u64"
role        = "sum"
layer       = "ip"
unit        = ""
description = "Sum of the squares of the layer 3 octets of each packet."
reference   = "RFC 7012, IANA 198"
*/
static __always_inline void octet_delta_sum_of_squares(struct flow_value *flow, const struct packet *packet)
{
	flow->octet_delta_sum_of_squares += sum_of_squares(packet, packet->largest_octets, packet->smallest_octets);
}
