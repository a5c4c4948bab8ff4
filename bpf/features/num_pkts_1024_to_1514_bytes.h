/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "NUM_PKTS_1024_TO_1514_BYTES"
pen         = 35632
id          = 92
type        = "u32"
role        = "sum"
layer       = "ip"
unit        = "packets"
description = "Packets of more than 1024 and at most 1514 octets of layer 3."
reference   = "nProbe, ntop private element 92"
*/
static __always_inline void num_pkts_1024_to_1514_bytes(struct flow_value *flow, const struct packet *packet)
{
	flow->num_pkts_1024_to_1514_bytes += packets_of_length(packet, 1024, 1514);
}
