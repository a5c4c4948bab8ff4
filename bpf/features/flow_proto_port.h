/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "FLOW_PROTO_PORT"
pen         = 35632
id          = 105
type        = "u16"
role        = "computed"
needs       = ["PROTOCOL", "L4_SRC_PORT", "L4_DST_PORT"]
layer       = "transport"
unit        = ""
description = "Port that says which protocol the flow carries: L4_SRV_PORT if /etc/services names it, else 0."
reference   = "nProbe, enterprise 35632"
*/
