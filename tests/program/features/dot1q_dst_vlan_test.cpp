// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::dot1q_dst_vlan {

TEST(Dot1qDstVlan, IsTheOutermostTag) {
    EXPECT_EQ(metered("DOT1Q_DST_VLAN", {Ethernet{} / Vlan{.id = 4000} / Vlan{.id = 7} / Ipv4{} / Udp{}}), "4000");
    EXPECT_EQ(metered("DOT1Q_DST_VLAN", {Ethernet{} / Vlan{.id = 4094} / Ipv6{} / Tcp{}}), "4094");
}

TEST(Dot1qDstVlan, IsZeroWithoutATag) { EXPECT_EQ(metered("DOT1Q_DST_VLAN", {Ethernet{} / Ipv4{} / Udp{}}), "0"); }

TEST(Dot1qDstVlan, IsThatOfTheFirstPacket) {
    const Packet low = Ethernet{} / Vlan{.id = 10} / Ipv4{} / Udp{}, high = Ethernet{} / Vlan{.id = 20} / Ipv4{} / Udp{};

    EXPECT_EQ(metered("DOT1Q_DST_VLAN", {low, high}), "10");
    EXPECT_EQ(metered("DOT1Q_DST_VLAN", {high, low}), "20");
}

TEST(Dot1qDstVlan, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("DOT1Q_DST_VLAN", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::dot1q_dst_vlan
