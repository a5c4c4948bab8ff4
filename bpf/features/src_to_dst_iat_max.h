/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "SRC_TO_DST_IAT_MAX"
pen         = 35632
id          = 532
type        = "u32"
role        = "computed"
needs       = ["ARRIVAL_GAP_MAX"]
layer       = "ip"
unit        = "milliseconds"
description = "Longest time between two packets that follow each other; 0 of one packet."
reference   = "nProbe, ntop private element 532"
*/
