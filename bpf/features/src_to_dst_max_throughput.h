/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "SRC_TO_DST_MAX_THROUGHPUT"
pen         = 35632
id          = 82
type        = "u32"
role        = "computed"
needs       = ["SECOND_OCTETS_MAX"]
layer       = "ip"
unit        = "bits per second"
description = "Of layer 3 in the fastest second, counted from the first packet on; at most 4294967295."
reference   = "nProbe, ntop private element 82"
*/
