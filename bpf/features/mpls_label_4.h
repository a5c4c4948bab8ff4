/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "MPLS_LABEL_4"
element     = "mplsLabelStackSection4"
id          = 73
type        = "be24"
role        = "first"
layer       = "ethernet"
unit        = ""
description = "MPLS: label 4 from the top of the first packet: label * 16 + traffic class * 2 + bottom of stack; 0 without it."
reference   = "RFC 3032, IANA 73"
*/
static __always_inline void mpls_label_4(struct flow_value *flow, const struct packet *packet)
{
	copy_mpls_label(flow->mpls_label_4, packet, 4);
}
