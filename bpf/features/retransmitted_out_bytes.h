/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "RETRANSMITTED_OUT_BYTES"
pen         = 35632
id          = 128
reverse_of  = "RETRANSMITTED_IN_BYTES"
description = "Layer 3 octets of the segments in RETRANSMITTED_OUT_PKTS."
reference   = "nProbe, ntop private element 128"
*/
