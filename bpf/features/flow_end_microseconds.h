/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "FLOW_END_MICROSECONDS"
element     = "flowEndMicroseconds"
id          = 155
type        = "time_ns"
role        = "computed"
needs       = ["FLOW_END_MILLISECONDS"]
layer       = "frame"
unit        = "microseconds"
description = "Latest packet of the flow, since the Unix epoch."
reference   = "RFC 7012, IANA 155"
*/
