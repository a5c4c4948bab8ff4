/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "OCTET_TOTAL"
element     = "octetTotalCount"
id          = 85
type        = "u64"
role        = "max"
state       = ["u64 octet_total"]
layer       = "ip"
unit        = "octets"
description = "Layer 3 octets since the first packet, also before active timeouts; those of the CPU that has seen most."
reference   = "RFC 7012, IANA 85"
*/
static __always_inline void octet_total(struct flow_value *flow, const struct packet *packet)
{
	packet->state->octet_total += packet->ip_octets;
	flow->octet_total = packet->state->octet_total;
}
