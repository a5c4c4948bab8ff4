/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "DSCP_CHANGES"
element     = "dscpChangedPacketDeltaCount"
pen         = 32473    # for examples (RFC 5612); put your own enterprise's number here
id          = 2
type        = "u32"
role        = "sum"
needs       = ["SRC_TOS"]    # whose member the code reads
layer       = "ip"
unit        = "packets"
description = "Packets with another DSCP than the first of the same snapshot and CPU; a change between two of these is not seen."
reference   = "RFC 2474 section 3"
*/
static __always_inline void dscp_changes(struct flow_value *flow, const struct packet *packet)
{
	/* A new record has no first packet yet. The lower two bits are ECN's. */
	if (!packet->first && (packet->tos ^ flow->src_tos) >> 2)
		flow->dscp_changes += packet->packets;
}
