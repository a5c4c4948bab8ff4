/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "MIN_TTL"
element     = "minimumTTL"
id          = 52
type        = "u8"
role        = "min"
layer       = "ip"
unit        = "hops"
description = "Smallest time to live or hop limit."
reference   = "RFC 7012, IANA 52"
*/
static __always_inline void min_ttl(struct flow_value *flow, const struct packet *packet)
{
	if (packet->first || packet->ttl < flow->min_ttl)
		flow->min_ttl = packet->ttl;
}
