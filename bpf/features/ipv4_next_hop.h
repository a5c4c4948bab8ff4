/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "IPV4_NEXT_HOP"
element     = "ipNextHopIPv4Address"
id          = 15
type        = "ipv4"
role        = "computed"
needs       = ["IPV4_DST_ADDR"]
source      = "route_lookup"
sibling     = "IPV6_NEXT_HOP"
layer       = "ipv4"
unit        = ""
description = "Next router on the way to the destination, from the routing table with route_lookup; 0 where there is none, and without it."
reference   = "RFC 7012, IANA 15"
*/
