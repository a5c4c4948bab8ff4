/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "PACKET_SECTION_OFFSET"
id          = 102
type        = "u16"
role        = "computed"
layer       = "ip"
unit        = "octets"
description = "Where ipHeaderPacketSection begins, from the IP header on: 0."
reference   = "nProbe, IANA 102"
*/
