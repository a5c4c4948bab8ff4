/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "ipTTL"
id          = 192
type        = "u8"
role        = "first"
layer       = "ip"
unit        = "hops"
description = "Time to live or hop limit of the first packet."
reference   = "RFC 7012, IANA 192"
*/
static __always_inline void ip_ttl(struct flow_value *flow, const struct packet *packet)
{
	flow->ip_ttl = packet->ttl;
}
