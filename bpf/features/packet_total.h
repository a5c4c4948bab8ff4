/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "PACKET_TOTAL"
element     = "packetTotalCount"
id          = 86
type        = "u64"
role        = "max"
state       = ["u64 packet_total"]
layer       = "ip"
unit        = "packets"
description = "Packets since the first one, also before active timeouts; those of the CPU that has seen most."
reference   = "RFC 7012, IANA 86"
*/
static __always_inline void packet_total(struct flow_value *flow, const struct packet *packet)
{
	packet->state->packet_total += packet->packets;
	flow->packet_total = packet->state->packet_total;
}
