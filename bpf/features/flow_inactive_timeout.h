/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "FLOW_INACTIVE_TIMEOUT"
element     = "flowIdleTimeout"
id          = 37
type        = "u16"
role        = "computed"
layer       = "frame"
unit        = "seconds"
description = "Longest silence within a flow: the setting idle; 0: no limit."
reference   = "RFC 7012, IANA 37"
*/
