/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* xdpflow feature
name        = "FRAME_LENGTH"
element     = "dataLinkFrameSize"
id          = 312
type        = "u16"
role        = "first"
layer       = "frame"
unit        = "octets"
description = "Octets of the first frame, counted as in layer2OctetDeltaCount; 65535 if it is longer."
reference   = "RFC 7133, IANA 312"
*/
static __always_inline void frame_length(struct flow_value *flow, const struct packet *packet)
{
	__u32 octets = largest_frame(packet);

	flow->frame_length = octets < 0xffff ? octets : 0xffff;
}
