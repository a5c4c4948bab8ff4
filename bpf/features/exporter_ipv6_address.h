/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "EXPORTER_IPV6_ADDRESS"
element     = "exporterIPv6Address"
id          = 131
type        = "ipv6"
role        = "computed"
layer       = "frame"
unit        = ""
description = "IPv6 address that this machine sends from on its default route; 0 without one."
reference   = "RFC 7012, IANA 131"
*/
