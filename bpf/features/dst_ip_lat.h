/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "DST_IP_LAT"
pen         = 35632
id          = 451
type        = "string"
length      = 16
role        = "computed"
needs       = ["IPV4_DST_ADDR"]
source      = "city_list"
layer       = "ip"
unit        = ""
description = "Latitude of the destination address in degrees, as text, from city_list; else empty."
reference   = "nProbe, enterprise 35632"
*/
