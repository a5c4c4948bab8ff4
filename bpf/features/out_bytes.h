/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "OUT_BYTES"
element     = "postOctetDeltaCount"
id          = 23
aliases     = ["DST_TO_SRC_BYTES"]
reverse_of  = "IN_BYTES"
description = "Layer 3 octets from the destination back to the source."
reference   = "RFC 7012, IANA 23, as nProbe uses it"
*/
