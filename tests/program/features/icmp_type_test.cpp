// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::icmp_type {

static Packet icmp(std::uint8_t type, std::uint8_t code) { return Ethernet{} / Ipv4{} / Icmp{.type = type, .code = code}; }

TEST(IcmpType, IsTypeTimes256AndCode) {
    EXPECT_EQ(metered("ICMP_TYPE", {icmp(3, 1)}), "769");
    EXPECT_EQ(metered("ICMP_TYPE", {Ethernet{} / Ipv6{} / Icmp6{.type = 129, .code = 2}}), "33026");
}

TEST(IcmpType, StaysZeroInOtherProtocols) {
    const Raw ones{.payload = Octets(20, std::byte{1})};

    EXPECT_EQ(metered("ICMP_TYPE", {Ethernet{} / Ipv4{} / Tcp{.destination_port = 769}}), "0");
    EXPECT_EQ(metered("ICMP_TYPE", {Ethernet{} / Ipv6{} / Udp{.destination_port = 769}}), "0");
    EXPECT_EQ(metered("ICMP_TYPE", {Ethernet{} / Ipv4{.protocol = 58} / ones}), "0");
    EXPECT_EQ(metered("ICMP_TYPE", {Ethernet{} / Ipv6{.next_header = 1} / ones}), "0");
}

TEST(IcmpType, StaysZeroInLaterFragments) {
    EXPECT_EQ(metered("ICMP_TYPE", {Ethernet{} / Ipv4{.fragment_offset = 185} / Icmp{.type = 3, .code = 1}}), "0");
}

TEST(IcmpType, IsThatOfTheFirstPacket) {
    EXPECT_EQ(metered("ICMP_TYPE", {icmp(3, 1), icmp(8, 0)}), "769");
    EXPECT_EQ(metered("ICMP_TYPE", {icmp(8, 0), icmp(3, 1)}), "2048");
    EXPECT_EQ(metered("ICMP_TYPE", {Ethernet{} / Ipv4{} / Udp{}, icmp(3, 1)}), "0");
}

TEST(IcmpType, NeedsTheWholeMinimalHeader) {
    EXPECT_EQ(by_captured_octets("ICMP_TYPE", icmp(3, 1)), "0: malformed, 34: 0, 42: 769");
    EXPECT_EQ(by_captured_octets("ICMP_TYPE", Ethernet{} / Ipv6{} / Icmp6{.type = 1, .code = 4}), "0: malformed, 54: 0, 58: 260");
}

TEST(IcmpType, IsFoundBehindTagsLabelsAndOptions) {
    const Packet packet = Ethernet{} / Vlan{} / Vlan{} / Mpls{} / Ipv4{.options = zeros(8)} / Icmp{.type = 3, .code = 1};

    EXPECT_EQ(by_captured_octets("ICMP_TYPE", packet), "0: malformed, 54: 0, 62: 769");
}

}  // namespace support::icmp_type
