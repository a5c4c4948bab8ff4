/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "NPROBE_IPV4_ADDRESS"
pen         = 35632
id          = 471
type        = "ipv4"
role        = "computed"
layer       = "frame"
unit        = ""
description = "Address of the probe: as EXPORTER_IPV4_ADDRESS."
reference   = "nProbe, enterprise 35632"
*/
