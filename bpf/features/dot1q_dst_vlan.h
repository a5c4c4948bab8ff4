/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "DOT1Q_DST_VLAN"
element     = "postDot1qVlanId"
id          = 254
type        = "u16"
role        = "computed"
needs       = ["DOT1Q_SRC_VLAN"]
layer       = "vlan"
unit        = ""
description = "As DOT1Q_SRC_VLAN: nothing changes a frame where it is metered."
reference   = "RFC 7133, IANA 254"
*/
