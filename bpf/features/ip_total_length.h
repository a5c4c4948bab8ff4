/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "ipTotalLength"
id          = 224
type        = "u32"
role        = "first"
layer       = "ip"
unit        = "octets"
description = "Layer 3 octets of the first packet."
reference   = "RFC 7012, IANA 224"
*/
static __always_inline void ip_total_length(struct flow_value *flow, const struct packet *packet)
{
	flow->ip_total_length = packet->largest_octets;
}
