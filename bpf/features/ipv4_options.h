/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "ipv4Options"
id          = 208
type        = "u32"
role        = "or"
layer       = "ip"
unit        = "flags"
description = "Every IPv4 option seen in the flow: bit n, the lowest being 0, for option number n."
reference   = "RFC 791, IANA 208"
*/
static __always_inline void ipv4_options(struct flow_value *flow, const struct packet *packet)
{
	flow->ipv4_options |= packet->ipv4_option_bits;
}
