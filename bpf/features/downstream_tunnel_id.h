/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "DOWNSTREAM_TUNNEL_ID"
pen         = 35632
id          = 120
reverse_of  = "UPSTREAM_TUNNEL_ID"
description = "Identifier of the tunnel of the other direction, as UPSTREAM_TUNNEL_ID; 0 while that is not known."
reference   = "nProbe"
*/
