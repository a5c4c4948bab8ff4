/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "OUT_PKTS"
element     = "postPacketDeltaCount"
id          = 24
aliases     = ["DST_TO_SRC_PKTS"]
reverse_of  = "IN_PKTS"
description = "Packets from the destination back to the source."
reference   = "RFC 7012, IANA 24, as nProbe uses it"
*/
