/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "APPL_LATENCY_MS"
pen         = 35632
id          = 125
type        = "u32"
role        = "computed"
bidirectional = true
needs       = ["TCP_FIRST_SYN", "TCP_FIRST_ACK", "FIRST_PAYLOAD"]
layer       = "transport"
unit        = "milliseconds"
description = "Time from the client's first payload to the server's (TCP from its SYN on, UDP); 0 when the server speaks first."
reference   = "nProbe, ntop private element 125"
*/
