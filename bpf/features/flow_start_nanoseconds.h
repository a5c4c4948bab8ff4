/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "flowStartNanoseconds"
id          = 156
type        = "time_ns"
role        = "computed"
needs       = ["FLOW_START_MILLISECONDS"]
layer       = "frame"
unit        = "nanoseconds"
description = "Earliest packet of the flow, since the Unix epoch."
reference   = "RFC 7012, IANA 156"
*/
