/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "mplsTopLabelTTL"
id          = 200
type        = "u8"
role        = "first"
layer       = "ethernet"
unit        = "hops"
description = "Time to live in the topmost MPLS label of the first packet; 0 without one."
reference   = "RFC 3032, IANA 200"
*/
static __always_inline void mpls_top_label_ttl(struct flow_value *flow, const struct packet *packet)
{
	flow->mpls_top_label_ttl = mpls_label(packet, 1);
}
