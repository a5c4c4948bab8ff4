/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "tcpOptions"
id          = 209
type        = "u64"
role        = "or"
layer       = "tcp"
unit        = "flags"
description = "Every TCP option seen in the flow: bit n, the lowest being 0, for kind n up to 63."
reference   = "RFC 5102 section 5.8.8, RFC 9740, IANA 209"
*/
static __always_inline void tcp_options(struct flow_value *flow, const struct packet *packet)
{
	flow->tcp_options |= tcp_option_kinds(packet);
}
