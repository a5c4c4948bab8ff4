/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "IN_PKTS"
element     = "packetDeltaCount"
id          = 2
type        = "u64"
role        = "sum"
layer       = "ip"
unit        = "packets"
aliases     = ["SRC_TO_DST_PKTS"]
description = "Packets of the flow; behind segmentation offload those on the wire."
reference   = "RFC 7012, IANA 2"
*/
static __always_inline void in_pkts(struct flow_value *flow, const struct packet *packet)
{
	flow->in_pkts += packet->packets;
}
