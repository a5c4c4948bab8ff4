/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "tcpSynSize"
pen         = 8057
id          = 902
aliases     = ["TCP_SYN_SIZE"]
type        = "u16"
role        = "first"
layer       = "tcp"
unit        = "octets"
description = "Layer 3 octets of the first packet, if that is a SYN, with ACK or without; else 0."
reference   = "CESNET private element 902, as ipfixprobe has it"
*/
static __always_inline void tcp_syn_size(struct flow_value *flow, const struct packet *packet)
{
	if (packet->tcp_flags & 2)
		flow->tcp_syn_size = packet->largest_octets;
}
