/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "INPUT_SNMP"
element     = "ingressInterface"
id          = 10
type        = "u32"
role        = "key"
layer       = "frame"
unit        = ""
held_as     = "observationPointId"
description = "Interface the packet arrived on: its ifIndex; in capture files its number, 0 in pcap."
reference   = "RFC 7012, IANA 10"
*/
