/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "L4_SRV_PORT_MAP"
pen         = 35632
id          = 1037
type        = "string"
length      = 16
role        = "computed"
needs       = ["PROTOCOL", "L4_SRC_PORT", "L4_DST_PORT"]
layer       = "transport"
unit        = ""
description = "Name of L4_SRV_PORT, from /etc/services; its number where that has none; empty without ports."
reference   = "nProbe, enterprise 35632"
*/
