/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "UPSTREAM_SESSION_ID"
pen         = 35632
id          = 446
type        = "u16"
role        = "key"
layer       = "ip"
unit        = ""
description = "Session within the tunnel, where UPSTREAM_TUNNEL_ID is that of L2TP: its lower half; else 0."
reference   = "RFC 2661 section 3.1"
*/
static __always_inline void upstream_session_id(struct flow_key *key, const struct packet *packet)
{
	key->upstream_session_id = tunnel_session(packet);
}
