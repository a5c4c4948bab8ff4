/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "fragmentOffset"
id          = 88
type        = "u16"
role        = "first"
layer       = "ip"
unit        = ""
aliases     = ["FRAGMENT_OFFSET"]
description = "Fragment offset of the first packet in units of 8 octets, as in its header."
reference   = "RFC 7012, IANA 88"
*/
static __always_inline void fragment_offset(struct flow_value *flow, const struct packet *packet)
{
	flow->fragment_offset = packet->fragment_bits & 0x1fff;
}
