/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "TCP_WIN_MSS_OUT"
pen         = 35632
id          = 421
reverse_of  = "TCP_WIN_MSS_IN"
description = "Largest maximum segment size that a SYN back from the destination announced."
reference   = "nProbe, ntop private element 421"
*/
