/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "CLIENT_NW_LATENCY_MS"
pen         = 35632
id          = 123
type        = "u32"
role        = "computed"
bidirectional = true
needs       = ["TCP_FIRST_SYN", "TCP_LAST_SYN", "TCP_FIRST_ACK"]
layer       = "transport"
unit        = "milliseconds"
description = "Half the time from the SYN-ACK to the client's ACK: the network between client and probe; 0 when not seen."
reference   = "nProbe, ntop private element 123"
*/
