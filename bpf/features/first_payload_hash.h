/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "FIRST_PAYLOAD_HASH"
internal    = true
type        = "u64"
role        = "max"
layer       = "transport"
unit        = ""
description = "Lower half: PAYLOAD_HASH. Upper half: all ones less the time of that packet, in 2^20 ns, which begins anew every 52 days."
reference   = "RFC 9923"
*/
static __always_inline void first_payload_hash(struct flow_value *flow, const struct packet *packet)
{
	__u64 earliness = ~packet->time_ns >> 20 << 32;

	if (flow->first_payload_hash && earliness <= flow->first_payload_hash)
		return;
	__u32 hash = payload_hash(packet);
	if (hash)
		flow->first_payload_hash = earliness | hash;
}
