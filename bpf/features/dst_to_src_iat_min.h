/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "DST_TO_SRC_IAT_MIN"
pen         = 35632
id          = 535
reverse_of  = "SRC_TO_DST_IAT_MIN"
description = "Shortest time between two packets that follow each other back from the destination; 0 of one packet."
reference   = "nProbe, ntop private element 535"
*/
