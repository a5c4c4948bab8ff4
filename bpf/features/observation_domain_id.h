/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "observationDomainId"
id          = 149
type        = "u32"
role        = "computed"
layer       = "frame"
unit        = ""
description = "Observation domain of the flow: the setting domain."
reference   = "RFC 7012, IANA 149"
*/
