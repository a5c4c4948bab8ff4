/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "UNTUNNELED_L4_SRC_PORT"
pen         = 35632
id          = 115
type        = "be16"
role        = "first"
layer       = "ip"
unit        = ""
description = "Source port of the UDP packet directly around the first one, in a tunnel; else 0."
reference   = "nProbe"
*/
static __always_inline void untunneled_l4_src_port(struct flow_value *flow, const struct packet *packet)
{
	flow->untunneled_l4_src_port = tunnel_source_port(packet);
}
