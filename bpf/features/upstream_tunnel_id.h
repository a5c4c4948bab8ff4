/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "UPSTREAM_TUNNEL_ID"
pen         = 35632
id          = 106
type        = "u32"
role        = "key"
layer       = "ip"
unit        = ""
description = "Identifier of the innermost tunnel that has one: VXLAN and GENEVE VNI, GTP TEID, GRE key, L2TP tunnel * 65536 + session, PPTP call; else 0."
reference   = "RFC 7348, 8926, 2890, 2661, 2637; TS 29.281"
*/
static __always_inline void upstream_tunnel_id(struct flow_key *key, const struct packet *packet)
{
	key->upstream_tunnel_id = tunnel_id(packet);
}
