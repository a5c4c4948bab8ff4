/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "MPLS_LABEL_9"
element     = "mplsLabelStackSection9"
id          = 78
type        = "be24"
role        = "first"
layer       = "ethernet"
unit        = ""
description = "MPLS: label 9 from the top of the first packet: label * 16 + traffic class * 2 + bottom of stack; 0 without it."
reference   = "RFC 3032, IANA 78"
*/
static __always_inline void mpls_label_9(struct flow_value *flow, const struct packet *packet)
{
	copy_mpls_label(flow->mpls_label_9, packet, 9);
}
