/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "NPROBE_INSTANCE_NAME"
pen         = 35632
id          = 122
type        = "string"
length      = 32
role        = "computed"
layer       = "frame"
unit        = ""
description = "What this probe is called: the setting instance_name."
reference   = "nProbe, enterprise 35632"
*/
