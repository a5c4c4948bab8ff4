/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "FLOW_DURATION_MILLISECONDS"
element     = "flowDurationMilliseconds"
id          = 161
type        = "u32"
role        = "computed"
needs       = ["FLOW_START_MILLISECONDS", "FLOW_END_MILLISECONDS"]
layer       = "frame"
unit        = "milliseconds"
description = "Time from the first packet of the flow to its last."
reference   = "RFC 5102 section 5.9.12"
*/
