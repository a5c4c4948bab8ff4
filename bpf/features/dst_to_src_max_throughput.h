/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "DST_TO_SRC_MAX_THROUGHPUT"
pen         = 35632
id          = 85
reverse_of  = "SRC_TO_DST_MAX_THROUGHPUT"
description = "Of layer 3 back from the destination in its fastest second, counted from its first packet on; at most 4294967295."
reference   = "nProbe, ntop private element 85"
*/
