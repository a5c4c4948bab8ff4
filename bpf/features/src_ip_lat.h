/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "SRC_IP_LAT"
pen         = 35632
id          = 449
type        = "string"
length      = 16
role        = "computed"
needs       = ["IPV4_SRC_ADDR"]
source      = "city_list"
layer       = "ip"
unit        = ""
description = "Latitude of the source address in degrees, as text, from city_list; else empty."
reference   = "nProbe, enterprise 35632"
*/
