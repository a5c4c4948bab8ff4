/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "DSCP_CHANGES"
element     = "dscpChangedPacketDeltaCount"
pen         = 32473    # for examples (RFC 5612); put your own enterprise's number here
id          = 2
type        = "u32"
role        = "sum"
state       = ["u8 last_dscp"]    # kept from packet to packet
layer       = "ip"
unit        = "packets"
description = "Packets with another DSCP than the packet of the flow before, as each CPU sees them."
reference   = "RFC 2474 section 3"
*/
static __always_inline void dscp_changes(struct flow_value *flow, const struct packet *packet)
{
	__u8 dscp = packet->tos >> 2; /* the lower two bits are ECN's */

	/* Packets that one frame stands for all have the same, so that the first alone can differ. */
	if (packet->past.known && packet->past.last_dscp != dscp)
		flow->dscp_changes++;
	packet->state->last_dscp = dscp;
}
