/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "layer2OctetDeltaCount"
element     = "layer2OctetDeltaCount"
id          = 352
type        = "u64"
role        = "sum"
layer       = "frame"
unit        = "octets"
description = "Octets of the frames on the wire, Ethernet header included, frame check sequence not."
reference   = "RFC 7012, IANA 352"
*/
static __always_inline void layer2_octet_delta_count(struct flow_value *flow, const struct packet *packet)
{
	flow->layer2_octet_delta_count += frame_octets(packet);
}
