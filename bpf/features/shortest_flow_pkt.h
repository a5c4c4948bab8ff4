/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "SHORTEST_FLOW_PKT"
pen         = 35632
id          = 108
type        = "u32"
role        = "min"
layer       = "ip"
unit        = "octets"
description = "Layer 3 octets of the smallest packet, as MIN_IP_PKT_LEN."
reference   = "nProbe, ntop private element 108"
*/
static __always_inline void shortest_flow_pkt(struct flow_value *flow, const struct packet *packet)
{
	if (packet->first || packet->smallest_octets < flow->shortest_flow_pkt)
		flow->shortest_flow_pkt = packet->smallest_octets;
}
