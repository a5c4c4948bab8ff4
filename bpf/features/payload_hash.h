/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "PAYLOAD_HASH"
pen         = 35632
id          = 438
type        = "u32"
role        = "computed"
needs       = ["FIRST_PAYLOAD_HASH"]
layer       = "transport"
unit        = ""
description = "FNV-1a (RFC 9923) of the first 64 captured octets, or fewer, that the first packet with payload has behind TCP or UDP; 0 without."
reference   = "nProbe, ntop private element 438"
*/
