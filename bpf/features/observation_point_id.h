/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "observationPointId"
id          = 138
type        = "u16"
role        = "key"
layer       = "frame"
unit        = ""
description = "Number of the interface and direction that the packet was seen at, as long as the probe runs."
reference   = "RFC 7012, IANA 138"
*/
static __always_inline void observation_point_id(struct flow_key *key, const struct packet *packet)
{
	key->observation_point_id = packet->point;
}
