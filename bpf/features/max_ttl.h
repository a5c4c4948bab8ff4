/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "MAX_TTL"
element     = "maximumTTL"
id          = 53
type        = "u8"
role        = "max"
layer       = "ip"
unit        = "hops"
description = "Largest time to live or hop limit."
reference   = "RFC 7012, IANA 53"
*/
static __always_inline void max_ttl(struct flow_value *flow, const struct packet *packet)
{
	if (packet->ttl > flow->max_ttl)
		flow->max_ttl = packet->ttl;
}
