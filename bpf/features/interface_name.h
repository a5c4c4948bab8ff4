/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "INTERFACE_NAME"
element     = "interfaceName"
id          = 82
type        = "string"
length      = 16
role        = "computed"
needs       = ["INPUT_SNMP", "OUTPUT_SNMP"]
layer       = "frame"
unit        = ""
description = "Name of the interface INPUT_SNMP, or OUTPUT_SNMP where that is 0; empty in capture files."
reference   = "RFC 7012, IANA 82"
*/
