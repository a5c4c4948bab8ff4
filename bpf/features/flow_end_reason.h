/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "FLOW_END_REASON"
element     = "flowEndReason"
id          = 136
type        = "u8"
role        = "computed"
layer       = "frame"
unit        = ""
description = "Why the flow was exported: 1 idle, 2 active timeout, 3 end detected, 4 forced, 5 lack of resources."
reference   = "RFC 5102 section 5.11.3"
*/
