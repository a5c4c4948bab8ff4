/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "INPUT_SNMP"
element     = "ingressInterface"
id          = 10
type        = "u32"
role        = "key"
layer       = "frame"
unit        = ""
description = "Interface the packet arrived on: its ifIndex; in capture files its number, 0 in pcap."
reference   = "RFC 7012, IANA 10"
*/
static __always_inline void input_snmp(struct flow_key *key, const struct packet *packet)
{
	key->input_snmp = packet->interface;
}
