/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "SRC_TO_DST_IAT_MIN"
pen         = 35632
id          = 531
type        = "u32"
role        = "computed"
needs       = ["ARRIVAL_GAP_MIN"]
layer       = "ip"
unit        = "milliseconds"
description = "Shortest time between two packets that follow each other; 0 of one packet."
reference   = "nProbe, ntop private element 531"
*/
