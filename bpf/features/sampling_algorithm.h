/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "SAMPLING_ALGORITHM"
element     = "samplingAlgorithm"
id          = 35
type        = "u8"
role        = "computed"
layer       = "frame"
unit        = ""
description = "How packets are chosen: 1 deterministic, 2 random, also flows; 0 where all are metered, and with sampling_scale."
reference   = "RFC 3954 section 8"
*/
