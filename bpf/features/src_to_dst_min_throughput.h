/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "SRC_TO_DST_MIN_THROUGHPUT"
pen         = 35632
id          = 83
type        = "u32"
role        = "computed"
needs       = ["SECOND_OCTETS_MIN", "SECOND_OCTETS_MAX"]
layer       = "ip"
unit        = "bits per second"
description = "The same of the slowest second that had packets; the last one does not count unless there is no other."
reference   = "nProbe, ntop private element 83"
*/
