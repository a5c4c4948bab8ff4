/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "fragmentFlags"
id          = 197
type        = "u8"
role        = "or"
layer       = "ip"
unit        = "flags"
description = "Every fragment flag seen in the flow: 128 reserved, 64 do not fragment, 32 more fragments."
reference   = "RFC 7012, IANA 197"
*/
static __always_inline void fragment_flags(struct flow_value *flow, const struct packet *packet)
{
	flow->fragment_flags |= packet->fragment_bits >> 8 & 0xe0;
}
