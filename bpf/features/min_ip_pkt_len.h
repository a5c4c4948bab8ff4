/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "MIN_IP_PKT_LEN"
element     = "minimumIpTotalLength"
id          = 25
type        = "u32"
role        = "min"
layer       = "ip"
unit        = "octets"
description = "Layer 3 octets of the smallest packet."
reference   = "RFC 7012, IANA 25"
*/
static __always_inline void min_ip_pkt_len(struct flow_value *flow, const struct packet *packet)
{
	if (packet->first || packet->smallest_octets < flow->min_ip_pkt_len)
		flow->min_ip_pkt_len = packet->smallest_octets;
}
