/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "TCP_WIN_MAX_OUT"
pen         = 35632
id          = 420
reverse_of  = "TCP_WIN_MAX_IN"
description = "Largest TCP window back from the destination, as TCP_WIN_MAX_IN."
reference   = "nProbe, ntop private element 420"
*/
