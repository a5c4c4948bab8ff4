/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "SERVER_TCP_FLAGS"
pen         = 35632
id          = 79
reverse_of  = "CLIENT_TCP_FLAGS"
description = "Every TCP flag seen from the destination back to the source, low 8 bits."
reference   = "nProbe, ntop private element 79"
*/
