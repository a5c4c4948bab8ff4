// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::out_dst_mac {

TEST(OutDstMac, IsTheDestinationAddressOfTheFrame) {
    EXPECT_EQ(metered("OUT_DST_MAC", {Ethernet{.destination = "12:34:56:78:9a:bc"} / Ipv4{} / Udp{}}), "12:34:56:78:9a:bc");
    EXPECT_EQ(metered("OUT_DST_MAC", {Ethernet{} / Vlan{} / Ipv6{} / Tcp{}}), "00:00:5e:00:53:02");
}

TEST(OutDstMac, IsThatOfTheFirstPacket) {
    const Packet low = Ethernet{.destination = "00:00:5e:00:53:10"} / Ipv4{} / Udp{};
    const Packet high = Ethernet{.destination = "00:00:5e:00:53:20"} / Ipv4{} / Udp{};

    EXPECT_EQ(metered("OUT_DST_MAC", {low, high}), "00:00:5e:00:53:10");
    EXPECT_EQ(metered("OUT_DST_MAC", {high, low}), "00:00:5e:00:53:20");
}

TEST(OutDstMac, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("OUT_DST_MAC", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::out_dst_mac
