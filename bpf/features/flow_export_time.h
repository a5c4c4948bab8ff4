/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "FLOW_EXPORT_TIME"
pen         = 35632
id          = 573
type        = "u32"
role        = "computed"
layer       = "frame"
unit        = "seconds"
description = "When the flow was exported, by the clock of this machine, since the Unix epoch; in captures, too."
reference   = "nProbe, enterprise 35632"
*/
