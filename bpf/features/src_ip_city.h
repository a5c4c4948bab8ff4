/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "SRC_IP_CITY"
pen         = 35632
id          = 102
type        = "string"
length      = 16
role        = "computed"
needs       = ["IPV4_SRC_ADDR"]
source      = "city_list"
layer       = "ip"
unit        = ""
description = "City of the source address, in English, from city_list; else empty."
reference   = "nProbe, enterprise 35632"
*/
