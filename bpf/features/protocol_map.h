/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "PROTOCOL_MAP"
pen         = 35632
id          = 1028
type        = "string"
length      = 16
role        = "computed"
needs       = ["PROTOCOL"]
layer       = "protocol"
unit        = ""
description = "Name of the IP protocol, from /etc/protocols; its number where that has none."
reference   = "nProbe, enterprise 35632"
*/
