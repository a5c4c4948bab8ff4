/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "TCP_WIN_MIN_OUT"
pen         = 35632
id          = 419
reverse_of  = "TCP_WIN_MIN_IN"
description = "Smallest TCP window back from the destination, as TCP_WIN_MIN_IN."
reference   = "nProbe, ntop private element 419"
*/
