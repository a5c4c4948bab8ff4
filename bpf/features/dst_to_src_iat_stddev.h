/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "DST_TO_SRC_IAT_STDDEV"
pen         = 35632
id          = 538
reverse_of  = "SRC_TO_DST_IAT_STDDEV"
description = "Standard deviation of the times between packets back from the destination, of all of them, rounded."
reference   = "nProbe, ntop private element 538"
*/
