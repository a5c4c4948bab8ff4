// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::out_src_mac {

TEST(OutSrcMac, IsTheSourceAddressOfTheFrame) {
    EXPECT_EQ(metered("OUT_SRC_MAC", {Ethernet{.source = "12:34:56:78:9a:bc"} / Ipv4{} / Udp{}}), "12:34:56:78:9a:bc");
    EXPECT_EQ(metered("OUT_SRC_MAC", {Ethernet{} / Vlan{} / Ipv6{} / Tcp{}}), "00:00:5e:00:53:01");
}

TEST(OutSrcMac, IsThatOfTheFirstPacket) {
    const Packet low = Ethernet{.source = "00:00:5e:00:53:10"} / Ipv4{} / Udp{};
    const Packet high = Ethernet{.source = "00:00:5e:00:53:20"} / Ipv4{} / Udp{};

    EXPECT_EQ(metered("OUT_SRC_MAC", {low, high}), "00:00:5e:00:53:10");
    EXPECT_EQ(metered("OUT_SRC_MAC", {high, low}), "00:00:5e:00:53:20");
}

TEST(OutSrcMac, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("OUT_SRC_MAC", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::out_src_mac
