/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "NUM_PKTS_256_TO_512_BYTES"
pen         = 35632
id          = 90
type        = "u32"
role        = "sum"
layer       = "ip"
unit        = "packets"
description = "Packets of more than 256 and at most 512 octets of layer 3."
reference   = "nProbe, ntop private element 90"
*/
static __always_inline void num_pkts_256_to_512_bytes(struct flow_value *flow, const struct packet *packet)
{
	flow->num_pkts_256_to_512_bytes += packets_of_length(packet, 256, 512);
}
