// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::src_vlan {

static Packet tagged(int tpid, std::uint16_t id) {
    return Ethernet{} / Vlan{.tpid = static_cast<std::uint16_t>(tpid), .id = id} / Ipv4{} / Udp{};
}

TEST(SrcVlan, IsZeroWithoutATag) {
    EXPECT_EQ(metered("SRC_VLAN", {Ethernet{} / Ipv4{} / Tcp{}}), "0");
    EXPECT_EQ(metered("SRC_VLAN", {Ethernet{} / Mpls{.label = 77} / Ipv6{} / Tcp{}}), "0");
}

TEST(SrcVlan, IsTheIdOfASingleTagOfAnyType) {
    for (const int tpid : {0x8100, 0x88a8, 0x9100, 0x9200}) EXPECT_EQ(metered("SRC_VLAN", {tagged(tpid, 7)}), "7");
    EXPECT_EQ(metered("SRC_VLAN", {Ethernet{} / Vlan{.id = 7} / Ipv6{} / Tcp{}}), "7");
}

TEST(SrcVlan, IsTheInnermostOfTwoTags) {
    const Packet packet = Ethernet{} / Vlan{.tpid = 0x88a8, .id = 100} / Vlan{.id = 200} / Ipv4{} / Udp{};

    EXPECT_EQ(metered("SRC_VLAN", {packet}), "200");
}

TEST(SrcVlan, HasTwelveBitsAndNoPriority) {
    EXPECT_EQ(metered("SRC_VLAN", {Ethernet{} / Vlan{.id = 4095, .priority = 7} / Ipv4{} / Udp{}}), "4095");
}

TEST(SrcVlan, IsThatOfTheFirstPacket) {
    EXPECT_EQ(metered("SRC_VLAN", {tagged(0x8100, 7), tagged(0x8100, 9)}), "7");
    EXPECT_EQ(metered("SRC_VLAN", {tagged(0x8100, 9), tagged(0x8100, 7)}), "9");
    EXPECT_EQ(metered("SRC_VLAN", {Ethernet{} / Ipv4{} / Udp{}, tagged(0x8100, 7)}), "0");
}

TEST(SrcVlan, NeedsWholeTagsAndAnIpHeader) {
    const Packet packet = Ethernet{} / Vlan{.tpid = 0x88a8, .id = 100} / Vlan{.id = 200} / Ipv4{} / Udp{};

    EXPECT_EQ(by_captured_octets("SRC_VLAN", packet), "0: malformed, 42: 200");
}

}  // namespace support::src_vlan
