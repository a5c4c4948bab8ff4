/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "SAMPLING_INTERVAL"
element     = "samplingInterval"
id          = 34
type        = "u32"
role        = "computed"
layer       = "frame"
unit        = "packets"
description = "One packet, or flow, of so many is metered: the setting sampling; 1 where all are, and with sampling_scale."
reference   = "RFC 3954 section 8"
*/
