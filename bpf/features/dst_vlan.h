/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "DST_VLAN"
element     = "postVlanId"
id          = 59
type        = "u16"
role        = "computed"
needs       = ["SRC_VLAN"]
layer       = "vlan"
unit        = ""
description = "As SRC_VLAN: nothing changes a frame where it is metered."
reference   = "RFC 7012, IANA 59"
*/
