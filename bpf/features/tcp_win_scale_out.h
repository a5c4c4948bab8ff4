/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "TCP_WIN_SCALE_OUT"
pen         = 35632
id          = 422
reverse_of  = "TCP_WIN_SCALE_IN"
description = "Largest window scale that a SYN back from the destination announced."
reference   = "nProbe, ntop private element 422"
*/
