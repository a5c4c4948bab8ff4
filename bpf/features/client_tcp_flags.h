/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "CLIENT_TCP_FLAGS"
pen         = 35632
id          = 78
type        = "u8"
role        = "computed"
needs       = ["TCP_FLAGS"]
layer       = "tcp"
unit        = "flags"
description = "Every TCP flag seen from the source to the destination, low 8 bits."
reference   = "nProbe, ntop private element 78"
*/
