// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::icmp_ipv4_type {

static Packet icmp(std::uint8_t type, std::uint8_t code) { return Ethernet{} / Ipv4{} / Icmp{.type = type, .code = code}; }

TEST(IcmpIpv4Type, IsThatOfTheFirstPacket) {
    EXPECT_EQ(metered("ICMP_IPV4_TYPE", {icmp(3, 1)}), "3");
    EXPECT_EQ(metered("ICMP_IPV4_TYPE", {icmp(3, 1), icmp(12, 2)}), "3");
    EXPECT_EQ(metered("ICMP_IPV4_TYPE", {icmp(12, 2), icmp(3, 1)}), "12");
    EXPECT_EQ(metered("ICMP_IPV4_TYPE", {Ethernet{} / Ipv4{} / Udp{}, icmp(12, 2)}), "0");
}

TEST(IcmpIpv4Type, HasItsSiblingInFlowsOfTheOtherFamily) {
    const Metering metering = Meter("ICMP_IPV4_TYPE").run({Ethernet{} / Ipv6{} / Icmp6{.type = 129, .code = 7}});

    EXPECT_EQ(metering.flows, (std::vector<std::string>{R"({"icmpTypeIPv6":129})"}));
}

TEST(IcmpIpv4Type, StaysZeroInOtherProtocolsAndLaterFragments) {
    EXPECT_EQ(metered("ICMP_IPV4_TYPE", {Ethernet{} / Ipv4{} / Tcp{.destination_port = 0x0304}}), "0");
    EXPECT_EQ(metered("ICMP_IPV4_TYPE", {Ethernet{} / Ipv4{.protocol = 58} / Raw{.payload = Octets(20, std::byte{1})}}), "0");
    EXPECT_EQ(metered("ICMP_IPV4_TYPE", {Ethernet{} / Ipv4{.fragment_offset = 1} / Icmp{.type = 3, .code = 1}}), "0");
}

TEST(IcmpIpv4Type, NeedsTheWholeMinimalHeader) {
    EXPECT_EQ(by_captured_octets("ICMP_IPV4_TYPE", icmp(3, 1)), "0: malformed, 34: 0, 42: 3");
}

}  // namespace support::icmp_ipv4_type
