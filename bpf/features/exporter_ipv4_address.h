/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "EXPORTER_IPV4_ADDRESS"
element     = "exporterIPv4Address"
id          = 130
type        = "ipv4"
role        = "computed"
layer       = "frame"
unit        = ""
description = "IPv4 address that this machine sends from on its default route; 0 without one."
reference   = "RFC 7012, IANA 130"
*/
