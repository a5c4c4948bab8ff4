/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "DST_FRAGMENTS"
pen         = 35632
id          = 81
reverse_of  = "SRC_FRAGMENTS"
description = "Packets back from the destination that are fragments."
reference   = "nProbe, ntop private element 81"
*/
