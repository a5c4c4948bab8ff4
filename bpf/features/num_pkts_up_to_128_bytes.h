/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "NUM_PKTS_UP_TO_128_BYTES"
pen         = 35632
id          = 88
type        = "u32"
role        = "sum"
layer       = "ip"
unit        = "packets"
description = "Packets of at most 128 octets of layer 3."
reference   = "nProbe, ntop private element 88"
*/
static __always_inline void num_pkts_up_to_128_bytes(struct flow_value *flow, const struct packet *packet)
{
	flow->num_pkts_up_to_128_bytes += packets_of_length(packet, 0, 128);
}
