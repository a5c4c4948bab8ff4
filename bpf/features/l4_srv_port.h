/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "L4_SRV_PORT"
pen         = 35632
id          = 1036
type        = "u16"
role        = "computed"
needs       = ["PROTOCOL", "L4_SRC_PORT", "L4_DST_PORT"]
layer       = "transport"
unit        = ""
description = "Port of the server: of the two the one that /etc/services names; where it names both, or neither, the lower; 0 without ports."
reference   = "nProbe, enterprise 35632"
*/
