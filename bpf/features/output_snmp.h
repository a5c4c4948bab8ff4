/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "OUTPUT_SNMP"
element     = "egressInterface"
id          = 14
type        = "u32"
role        = "key"
layer       = "frame"
unit        = ""
held_as     = "observationPointId"
description = "Interface the packet leaves by: ifIndex; 0 while it is not known."
reference   = "RFC 7012, IANA 14"
*/
