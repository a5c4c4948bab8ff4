/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "MUL_IGMP_TYPE"
element     = "igmpType"
id          = 33
type        = "u8"
role        = "first"
layer       = "transport"
unit        = ""
description = "IGMP type of the first packet; 0 when that is not IGMP."
reference   = "RFC 3376, IANA 33"
*/
static __always_inline void mul_igmp_type(struct flow_value *flow, const struct packet *packet)
{
	flow->mul_igmp_type = transport_octets(packet, packet->version == 4 ? 2 : -1) >> 56;
}
