/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "SRC_AS"
element     = "bgpSourceAsNumber"
id          = 16
type        = "u32"
role        = "computed"
needs       = ["IPV4_SRC_ADDR"]
source      = "as_list"
layer       = "ip"
unit        = ""
description = "Autonomous system of the source address, from as_list; 0 while it is not known."
reference   = "RFC 7012, IANA 16"
*/
