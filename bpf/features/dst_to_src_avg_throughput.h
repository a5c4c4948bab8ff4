/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "DST_TO_SRC_AVG_THROUGHPUT"
pen         = 35632
id          = 87
reverse_of  = "SRC_TO_DST_AVG_THROUGHPUT"
description = "Average back from the destination, from its first packet to its last, of layer 3; 0 without a duration, at most 4294967295."
reference   = "nProbe, ntop private element 87"
*/
