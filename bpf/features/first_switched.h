/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "FIRST_SWITCHED"
element     = "flowStartSysUpTime"
id          = 22
type        = "time_ns"
role        = "min"
layer       = "frame"
unit        = "milliseconds"
held_as     = "FLOW_START_MILLISECONDS"
description = "Earliest packet of the flow. IPFIX and JSON carry it as FLOW_START_MILLISECONDS."
reference   = "RFC 3954 section 8"
*/
