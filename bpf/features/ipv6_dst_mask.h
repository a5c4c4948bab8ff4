/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "IPV6_DST_MASK"
element     = "destinationIPv6PrefixLength"
id          = 30
type        = "u8"
role        = "computed"
needs       = ["IPV6_DST_ADDR"]
source      = "as_list"
sibling     = "IPV4_DST_MASK"
layer       = "ipv6"
unit        = "bits"
description = "Prefix length of the network that as_list has the destination address in; 0 while it is not known."
reference   = "RFC 7012, IANA 30"
*/
