// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::mpls_label_stack_depth {

TEST(MplsLabelStackDepth, IsThatOfTheFirstPacket) {
    EXPECT_EQ(metered("mplsLabelStackDepth",
                      {Ethernet{} / Mpls{} / Mpls{} / Mpls{} / Ipv4{} / Udp{}, Ethernet{} / Mpls{} / Ipv4{} / Udp{}}),
              "3");
    EXPECT_EQ(metered("mplsLabelStackDepth", {Ethernet{} / Vlan{} / Mpls{.type = 0x8848} / Ipv6{} / Udp{}}), "1");
}

TEST(MplsLabelStackDepth, IsZeroWithoutLabels) {
    EXPECT_EQ(metered("mplsLabelStackDepth", {Ethernet{} / Ipv4{} / Udp{}, Ethernet{} / Mpls{} / Ipv4{} / Udp{}}), "0");
    EXPECT_EQ(metered("mplsLabelStackDepth", {Ethernet{} / Vlan{} / Vlan{} / Ipv6{} / Udp{}}), "0");
}

TEST(MplsLabelStackDepth, CountsUpToSixteen) {
    Packet packet{Ethernet{}};
    for (int i = 0; i < 16; i++) packet.add(Mpls{});

    EXPECT_EQ(metered("mplsLabelStackDepth", {packet / Ipv4{} / Udp{}}), "16");
}

TEST(MplsLabelStackDepth, NeedsAnIpHeader) {
    EXPECT_EQ(by_captured_octets("mplsLabelStackDepth", Ethernet{} / Mpls{} / Mpls{} / Ipv4{} / Udp{}), "0: malformed, 42: 2");
}

}  // namespace support::mpls_label_stack_depth
