/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "IN_BYTES"
element     = "octetDeltaCount"
id          = 1
type        = "u64"
role        = "sum"
layer       = "ip"
unit        = "octets"
aliases     = ["SRC_TO_DST_BYTES"]
description = "Layer 3 octets of the flow: IP headers and payloads, without Ethernet."
reference   = "RFC 7012, IANA 1"
*/
static __always_inline void in_bytes(struct flow_value *flow, const struct packet *packet)
{
	flow->in_bytes += packet->ip_octets;
}
