/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "DST_TO_SRC_MIN_THROUGHPUT"
pen         = 35632
id          = 86
reverse_of  = "SRC_TO_DST_MIN_THROUGHPUT"
description = "The same of its slowest second that had packets; the last one does not count unless there is no other."
reference   = "nProbe, ntop private element 86"
*/
