/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "MAX_IP_PKT_LEN"
element     = "maximumIpTotalLength"
id          = 26
type        = "u32"
role        = "max"
layer       = "ip"
unit        = "octets"
description = "Layer 3 octets of the largest packet."
reference   = "RFC 7012, IANA 26"
*/
static __always_inline void max_ip_pkt_len(struct flow_value *flow, const struct packet *packet)
{
	if (packet->largest_octets > flow->max_ip_pkt_len)
		flow->max_ip_pkt_len = packet->largest_octets;
}
