/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "SRC_IP_LONG"
pen         = 35632
id          = 448
type        = "string"
length      = 16
role        = "computed"
needs       = ["IPV4_SRC_ADDR"]
source      = "city_list"
layer       = "ip"
unit        = ""
description = "Longitude of the source address in degrees, as text, from city_list; else empty."
reference   = "nProbe, enterprise 35632"
*/
