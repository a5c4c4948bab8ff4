/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "NUM_PKTS_512_TO_1024_BYTES"
pen         = 35632
id          = 91
type        = "u32"
role        = "sum"
layer       = "ip"
unit        = "packets"
description = "Packets of more than 512 and at most 1024 octets of layer 3."
reference   = "nProbe, ntop private element 91"
*/
static __always_inline void num_pkts_512_to_1024_bytes(struct flow_value *flow, const struct packet *packet)
{
	flow->num_pkts_512_to_1024_bytes += packets_of_length(packet, 512, 1024);
}
