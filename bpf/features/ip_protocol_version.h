/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "IP_PROTOCOL_VERSION"
element     = "ipVersion"
id          = 60
type        = "u8"
role        = "key"
layer       = "ip"
unit        = ""
description = "4 or 6."
reference   = "RFC 7012, IANA 60"
*/
static __always_inline void ip_protocol_version(struct flow_key *key, const struct packet *packet)
{
	key->ip_protocol_version = packet->version;
}
