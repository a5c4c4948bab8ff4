/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "LONGEST_FLOW_PKT"
pen         = 35632
id          = 107
type        = "u32"
role        = "max"
layer       = "ip"
unit        = "octets"
description = "Layer 3 octets of the largest packet, as MAX_IP_PKT_LEN."
reference   = "nProbe, ntop private element 107"
*/
static __always_inline void longest_flow_pkt(struct flow_value *flow, const struct packet *packet)
{
	if (packet->largest_octets > flow->longest_flow_pkt)
		flow->longest_flow_pkt = packet->largest_octets;
}
