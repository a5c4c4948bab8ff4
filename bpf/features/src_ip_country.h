/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "SRC_IP_COUNTRY"
pen         = 35632
id          = 101
type        = "string"
length      = 2
role        = "computed"
needs       = ["IPV4_SRC_ADDR"]
source      = "city_list"
layer       = "ip"
unit        = ""
description = "Country of the source address, two letters of ISO 3166-1, from city_list; else empty."
reference   = "nProbe, enterprise 35632"
*/
