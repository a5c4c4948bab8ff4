/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "sectionExportedOctets"
id          = 410
type        = "u16"
role        = "first"
layer       = "ip"
unit        = "octets"
description = "How many octets of ipHeaderPacketSection are of the packet; the rest fills up."
reference   = "RFC 7133, IANA 410"
*/
static __always_inline void section_exported_octets(struct flow_value *flow, const struct packet *packet)
{
	flow->section_exported_octets = ip_section_octets(packet);
}
