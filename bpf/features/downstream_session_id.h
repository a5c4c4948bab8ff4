/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "DOWNSTREAM_SESSION_ID"
pen         = 35632
id          = 447
reverse_of  = "UPSTREAM_SESSION_ID"
description = "Session of the other direction, as UPSTREAM_SESSION_ID; 0 while that is not known."
reference   = "nProbe"
*/
