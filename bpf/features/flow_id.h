/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "FLOW_ID"
element     = "flowId"
id          = 148
type        = "u64"
role        = "computed"
layer       = "frame"
unit        = ""
description = "Number of this record: every exported flow has another one, also after a new start of the probe."
reference   = "RFC 7012, IANA 148"
*/
