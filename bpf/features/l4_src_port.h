/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "L4_SRC_PORT"
element     = "sourceTransportPort"
id          = 7
type        = "be16"
role        = "key"
layer       = "transport"
unit        = ""
description = "Source port of TCP, UDP, UDP-Lite, SCTP and DCCP; else, in later fragments (without --fragments) and behind a cut header 0."
reference   = "RFC 7012, IANA 7"
*/
static __always_inline void l4_src_port(struct flow_key *key, const struct packet *packet)
{
	key->l4_src_port = packet->source_port;
}
