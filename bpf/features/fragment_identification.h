/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "fragmentIdentification"
id          = 54
type        = "u32"
role        = "first"
layer       = "ip"
unit        = ""
aliases     = ["IPV4_IDENT"]
description = "Identification of the first packet: in the IPv4 header, or in the IPv6 fragment header; 0 without one."
reference   = "RFC 7012, IANA 54"
*/
static __always_inline void fragment_identification(struct flow_value *flow, const struct packet *packet)
{
	flow->fragment_identification = packet->fragment_number;
}
