/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "RETRANSMITTED_OUT_PKTS"
pen         = 35632
id          = 110
reverse_of  = "RETRANSMITTED_IN_PKTS"
description = "As RETRANSMITTED_IN_PKTS, back from the destination."
reference   = "nProbe, ntop private element 110"
*/
