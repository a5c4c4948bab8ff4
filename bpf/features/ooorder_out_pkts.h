/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "OOORDER_OUT_PKTS"
pen         = 35632
id          = 112
reverse_of  = "OOORDER_IN_PKTS"
description = "As OOORDER_IN_PKTS, back from the destination."
reference   = "nProbe, ntop private element 112"
*/
