/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "SAMPLED_PACKET_SIZE"
id          = 103
type        = "u16"
role        = "first"
layer       = "ip"
unit        = "octets"
description = "Layer 3 octets of the first packet, whose begin ipHeaderPacketSection has; 65535 if there are more."
reference   = "nProbe, IANA 103"
*/
static __always_inline void sampled_packet_size(struct flow_value *flow, const struct packet *packet)
{
	__u32 octets = packet->largest_octets;

	flow->sampled_packet_size = octets < 0xffff ? octets : 0xffff;
}
