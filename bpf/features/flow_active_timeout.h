/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "FLOW_ACTIVE_TIMEOUT"
element     = "flowActiveTimeout"
id          = 36
type        = "u16"
role        = "computed"
layer       = "frame"
unit        = "seconds"
description = "Longest duration of a flow: the setting active; 0: no limit."
reference   = "RFC 7012, IANA 36"
*/
