/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "OUT_DST_MAC"
element     = "postDestinationMacAddress"
id          = 57
type        = "mac"
role        = "computed"
needs       = ["IN_DST_MAC"]
layer       = "ethernet"
unit        = ""
description = "As IN_DST_MAC: nothing changes a frame where it is metered."
reference   = "RFC 7012, IANA 57"
*/
