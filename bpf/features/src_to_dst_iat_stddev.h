/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "SRC_TO_DST_IAT_STDDEV"
pen         = 35632
id          = 534
type        = "u32"
role        = "computed"
needs       = ["ARRIVAL_GAPS", "ARRIVAL_GAP_COARSE_SUM", "ARRIVAL_GAP_SQUARES"]
layer       = "ip"
unit        = "milliseconds"
description = "Standard deviation of the times between two packets that follow each other, of all of them, rounded."
reference   = "nProbe, ntop private element 534"
*/
