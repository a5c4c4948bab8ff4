/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "DST_TO_SRC_SECOND_BYTES"
pen         = 35632
id          = 473
reverse_of  = "SRC_TO_DST_SECOND_BYTES"
description = "Average back from the destination, from its first packet to its last, of layer 3; 0 without a duration."
reference   = "nProbe, ntop private element 473"
*/
