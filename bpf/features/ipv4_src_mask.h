/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "IPV4_SRC_MASK"
element     = "sourceIPv4PrefixLength"
id          = 9
type        = "u8"
role        = "computed"
needs       = ["IPV4_SRC_ADDR"]
source      = "as_list"
sibling     = "IPV6_SRC_MASK"
layer       = "ipv4"
unit        = "bits"
description = "Prefix length of the network that as_list has the source address in; 0 while it is not known."
reference   = "RFC 7012, IANA 9"
*/
