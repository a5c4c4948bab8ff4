/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "flowEndNanoseconds"
id          = 157
type        = "time_ns"
role        = "computed"
needs       = ["FLOW_END_MILLISECONDS"]
layer       = "frame"
unit        = "nanoseconds"
description = "Latest packet of the flow, since the Unix epoch."
reference   = "RFC 7012, IANA 157"
*/
