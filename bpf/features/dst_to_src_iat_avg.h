/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "DST_TO_SRC_IAT_AVG"
pen         = 35632
id          = 537
reverse_of  = "SRC_TO_DST_IAT_AVG"
description = "Average time between two packets that follow each other back from the destination; 0 of one packet."
reference   = "nProbe, ntop private element 537"
*/
