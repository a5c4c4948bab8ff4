/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "DST_TOS"
element     = "postIpClassOfService"
id          = 55
reverse_of  = "SRC_TOS"
description = "Type of service or traffic class of the first packet from the destination back to the source."
reference   = "RFC 7012, IANA 55, as nProbe uses it"
*/
