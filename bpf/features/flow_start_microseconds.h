/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "FLOW_START_MICROSECONDS"
element     = "flowStartMicroseconds"
id          = 154
type        = "time_ns"
role        = "computed"
needs       = ["FLOW_START_MILLISECONDS"]
layer       = "frame"
unit        = "microseconds"
description = "Earliest packet of the flow, since the Unix epoch."
reference   = "RFC 7012, IANA 154"
*/
