/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "OUT_SRC_MAC"
element     = "postSourceMacAddress"
id          = 81
type        = "mac"
role        = "computed"
needs       = ["IN_SRC_MAC"]
layer       = "ethernet"
unit        = ""
description = "As IN_SRC_MAC: nothing changes a frame where it is metered."
reference   = "RFC 7012, IANA 81"
*/
