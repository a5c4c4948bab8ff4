/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "ENGINE_ID"
element     = "engineId"
id          = 39
type        = "u8"
role        = "computed"
layer       = "frame"
unit        = ""
description = "Number of the engine that metered the flow: of the setting netflow_engine."
reference   = "RFC 3954 section 8"
*/
