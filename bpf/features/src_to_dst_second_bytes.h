/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "SRC_TO_DST_SECOND_BYTES"
pen         = 35632
id          = 472
type        = "u64"
role        = "computed"
needs       = ["IN_BYTES", "FLOW_START_MILLISECONDS", "FLOW_END_MILLISECONDS"]
layer       = "frame"
unit        = "octets per second"
description = "Average from the first packet to the last, of layer 3; 0 without a duration."
reference   = "nProbe, ntop private element 472"
*/
