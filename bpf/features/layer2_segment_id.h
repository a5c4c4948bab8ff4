/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "layer2SegmentId"
id          = 351
type        = "u64"
role        = "key"
layer       = "ip"
unit        = ""
description = "Virtual network that the packet was in: 2^56 + VNI in VXLAN, 2^57 + upper 24 bits of the key in NVGRE; else 0."
reference   = "RFC 7348, RFC 7637, IANA 351"
*/
static __always_inline void layer2_segment_id(struct flow_key *key, const struct packet *packet)
{
	key->layer2_segment_id = tunnel_segment(packet);
}
