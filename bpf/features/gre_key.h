/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "greKey"
id          = 296
type        = "u32"
role        = "key"
layer       = "ip"
unit        = ""
description = "Key of GRE, if that is the innermost tunnel that has an identifier; else 0."
reference   = "RFC 2890, IANA 296"
*/
static __always_inline void gre_key(struct flow_key *key, const struct packet *packet)
{
	key->gre_key = tunnel_gre_key(packet);
}
