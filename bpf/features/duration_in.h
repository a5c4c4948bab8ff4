/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "DURATION_IN"
pen         = 35632
id          = 391
type        = "u32"
role        = "computed"
needs       = ["FLOW_START_MILLISECONDS", "FLOW_END_MILLISECONDS"]
layer       = "frame"
unit        = "milliseconds"
description = "Time from the first packet from the source to the destination to the last one."
reference   = "nProbe, ntop private element 391"
*/
