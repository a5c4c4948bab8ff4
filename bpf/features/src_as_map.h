/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "SRC_AS_MAP"
pen         = 35632
id          = 443
type        = "string"
length      = 16
role        = "computed"
needs       = ["IPV4_SRC_ADDR"]
source      = "as_list"
layer       = "ip"
unit        = ""
description = "Name of the autonomous system of the source address, from as_list (data bases have it, lists of AS:NETWORK do not); else empty."
reference   = "nProbe, enterprise 35632"
*/
