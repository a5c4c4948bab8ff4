/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "SERVER_NW_LATENCY_MS"
pen         = 35632
id          = 124
type        = "u32"
role        = "computed"
bidirectional = true
needs       = ["TCP_FIRST_SYN", "TCP_LAST_SYN"]
layer       = "transport"
unit        = "milliseconds"
description = "Half the time from the SYN to the SYN-ACK: the network between probe and server; 0 when not seen."
reference   = "nProbe, ntop private element 124"
*/
