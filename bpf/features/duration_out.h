/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "DURATION_OUT"
pen         = 35632
id          = 392
reverse_of  = "DURATION_IN"
description = "Time from the first packet back from the destination to the last one."
reference   = "nProbe, ntop private element 392"
*/
