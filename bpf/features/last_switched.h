/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "LAST_SWITCHED"
element     = "flowEndSysUpTime"
id          = 21
type        = "time_ns"
role        = "max"
layer       = "frame"
unit        = "milliseconds"
held_as     = "FLOW_END_MILLISECONDS"
description = "Latest packet of the flow. IPFIX and JSON carry it as FLOW_END_MILLISECONDS."
reference   = "RFC 3954 section 8"
*/
