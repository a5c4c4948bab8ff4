/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "NUM_PKTS_128_TO_256_BYTES"
pen         = 35632
id          = 89
type        = "u32"
role        = "sum"
layer       = "ip"
unit        = "packets"
description = "Packets of more than 128 and at most 256 octets of layer 3."
reference   = "nProbe, ntop private element 89"
*/
static __always_inline void num_pkts_128_to_256_bytes(struct flow_value *flow, const struct packet *packet)
{
	flow->num_pkts_128_to_256_bytes += packets_of_length(packet, 128, 256);
}
