/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "SRC_TO_DST_IAT_AVG"
pen         = 35632
id          = 533
type        = "u32"
role        = "computed"
needs       = ["ARRIVAL_GAPS", "ARRIVAL_GAP_SUM"]
layer       = "ip"
unit        = "milliseconds"
description = "Average time between two packets that follow each other; 0 of one packet."
reference   = "nProbe, ntop private element 533"
*/
