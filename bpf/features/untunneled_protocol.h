/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "UNTUNNELED_PROTOCOL"
pen         = 35632
id          = 113
type        = "u8"
role        = "first"
layer       = "ip"
unit        = ""
description = "IP protocol of the packet directly around the first one, in a tunnel; else 0."
reference   = "nProbe"
*/
static __always_inline void untunneled_protocol(struct flow_value *flow, const struct packet *packet)
{
	flow->untunneled_protocol = tunnel_protocol(packet);
}
