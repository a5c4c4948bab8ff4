/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "mplsLabelStackDepth"
id          = 202
type        = "u8"
role        = "first"
layer       = "ethernet"
unit        = "entries"
description = "MPLS labels of the first packet."
reference   = "RFC 3032, IANA 202"
*/
static __always_inline void mpls_label_stack_depth(struct flow_value *flow, const struct packet *packet)
{
	flow->mpls_label_stack_depth = packet->label_count;
}
