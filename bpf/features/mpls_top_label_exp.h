/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "mplsTopLabelExp"
id          = 203
type        = "u8"
role        = "first"
layer       = "ethernet"
unit        = ""
description = "Traffic class in the topmost MPLS label of the first packet; 0 without one."
reference   = "RFC 5462, IANA 203"
*/
static __always_inline void mpls_top_label_exp(struct flow_value *flow, const struct packet *packet)
{
	flow->mpls_top_label_exp = mpls_label(packet, 1) >> 9 & 7;
}
