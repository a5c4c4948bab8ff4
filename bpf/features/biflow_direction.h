/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "BIFLOW_DIRECTION"
element     = "biflowDirection"
id          = 239
type        = "u8"
role        = "computed"
bidirectional = true
layer       = "frame"
unit        = ""
description = "Which end the source is: 1 the initiator, 2 the other end (see split_biflow), 0 not known."
reference   = "RFC 5103 section 6.3"
*/
