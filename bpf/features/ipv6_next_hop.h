/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "IPV6_NEXT_HOP"
element     = "ipNextHopIPv6Address"
id          = 62
type        = "ipv6"
role        = "computed"
needs       = ["IPV6_DST_ADDR"]
source      = "route_lookup"
sibling     = "IPV4_NEXT_HOP"
layer       = "ipv6"
unit        = ""
description = "Next router on the way to the destination, from the routing table with route_lookup; 0 where there is none, and without it."
reference   = "RFC 7012, IANA 62"
*/
