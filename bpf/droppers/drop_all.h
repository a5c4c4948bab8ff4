/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow dropper
name        = "all"
layer       = "frame"
description = "Drops every frame once it has been counted: for mirror ports and measurements."
*/
static __always_inline bool drop_all(const struct packet *packet)
{
	return true;
}
