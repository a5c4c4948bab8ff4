/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "SRC_TO_DST_AVG_THROUGHPUT"
pen         = 35632
id          = 84
type        = "u32"
role        = "computed"
needs       = ["IN_BYTES", "FLOW_START_MILLISECONDS", "FLOW_END_MILLISECONDS"]
layer       = "frame"
unit        = "bits per second"
description = "Average from the first packet to the last, of layer 3; 0 without a duration, at most 4294967295."
reference   = "nProbe, ntop private element 84"
*/
