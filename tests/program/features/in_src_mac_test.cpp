// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::in_src_mac {

TEST(InSrcMac, IsTheSourceAddressOfTheFrame) {
    const Packet packet = Ethernet{.destination = "00:00:5e:00:53:da", .source = "00:00:5e:00:53:5a"} / Ipv4{} / Udp{};

    EXPECT_EQ(metered("IN_SRC_MAC", {packet}), "00:00:5e:00:53:5a");
}

TEST(InSrcMac, HasItsOctetsInTheOrderOfTheWire) {
    EXPECT_EQ(metered("IN_SRC_MAC", {Ethernet{.source = "12:34:56:78:9a:bc"} / Ipv6{} / Tcp{}}), "12:34:56:78:9a:bc");
}

TEST(InSrcMac, IsThatOfTheFirstPacket) {
    const Packet low = Ethernet{.source = "00:00:5e:00:53:10"} / Ipv4{} / Udp{};
    const Packet high = Ethernet{.source = "00:00:5e:00:53:20"} / Ipv4{} / Udp{};

    EXPECT_EQ(metered("IN_SRC_MAC", {low, high}), "00:00:5e:00:53:10");
    EXPECT_EQ(metered("IN_SRC_MAC", {high, low}), "00:00:5e:00:53:20");
}

TEST(InSrcMac, IsTheSameBehindTagsAndLabels) {
    EXPECT_EQ(metered("IN_SRC_MAC", {Ethernet{} / Vlan{} / Vlan{} / Mpls{} / Ipv4{} / Udp{}}), "00:00:5e:00:53:01");
}

TEST(InSrcMac, ExistsInIpFlowsOnly) {
    EXPECT_EQ(by_captured_octets("IN_SRC_MAC", Ethernet{} / Ipv4{} / Udp{}), "0: malformed, 34: 00:00:5e:00:53:01");
    EXPECT_EQ(metered("IN_SRC_MAC", {Ethernet{} / Raw{.payload = zeros(46), .type = 0x0806}}), "");
}

}  // namespace support::in_src_mac
