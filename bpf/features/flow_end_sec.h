/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "FLOW_END_SEC"
element     = "flowEndSeconds"
id          = 151
type        = "time_ns"
role        = "computed"
needs       = ["FLOW_END_MILLISECONDS"]
layer       = "frame"
unit        = "seconds"
description = "Latest packet of the flow, since the Unix epoch."
reference   = "RFC 7012, IANA 151"
*/
