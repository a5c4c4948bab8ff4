/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "DIRECTION"
element     = "flowDirection"
id          = 61
type        = "u8"
role        = "key"
layer       = "frame"
unit        = ""
held_as     = "observationPointId"
description = "0: seen entering the interface; 1: seen leaving it."
reference   = "RFC 7012, IANA 61"
*/
