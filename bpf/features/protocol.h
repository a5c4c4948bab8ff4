/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "PROTOCOL"
element     = "protocolIdentifier"
id          = 4
type        = "u8"
role        = "key"
layer       = "protocol"
unit        = ""
description = "IP protocol; for IPv6 that behind the extension headers that could be walked."
reference   = "IANA protocol-numbers"
*/
static __always_inline void protocol(struct flow_key *key, const struct packet *packet)
{
	key->protocol = packet->protocol;
}
