// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::icmp_ipv4_code {

static Packet icmp(std::uint8_t type, std::uint8_t code) { return Ethernet{} / Ipv4{} / Icmp{.type = type, .code = code}; }

TEST(IcmpIpv4Code, IsThatOfTheFirstPacket) {
    EXPECT_EQ(metered("ICMP_IPV4_CODE", {icmp(3, 1)}), "1");
    EXPECT_EQ(metered("ICMP_IPV4_CODE", {icmp(3, 1), icmp(12, 2)}), "1");
    EXPECT_EQ(metered("ICMP_IPV4_CODE", {icmp(12, 2), icmp(3, 1)}), "2");
    EXPECT_EQ(metered("ICMP_IPV4_CODE", {Ethernet{} / Ipv4{} / Udp{}, icmp(12, 2)}), "0");
}

TEST(IcmpIpv4Code, HasItsSiblingInFlowsOfTheOtherFamily) {
    const Metering metering = Meter("ICMP_IPV4_CODE").run({Ethernet{} / Ipv6{} / Icmp6{.type = 129, .code = 7}});

    EXPECT_EQ(metering.flows, (std::vector<std::string>{R"({"icmpCodeIPv6":7})"}));
}

TEST(IcmpIpv4Code, StaysZeroInOtherProtocolsAndLaterFragments) {
    EXPECT_EQ(metered("ICMP_IPV4_CODE", {Ethernet{} / Ipv4{} / Tcp{.destination_port = 0x0304}}), "0");
    EXPECT_EQ(metered("ICMP_IPV4_CODE", {Ethernet{} / Ipv4{.protocol = 58} / Raw{.payload = Octets(20, std::byte{1})}}), "0");
    EXPECT_EQ(metered("ICMP_IPV4_CODE", {Ethernet{} / Ipv4{.fragment_offset = 1} / Icmp{.type = 3, .code = 1}}), "0");
}

TEST(IcmpIpv4Code, NeedsTheWholeMinimalHeader) {
    EXPECT_EQ(by_captured_octets("ICMP_IPV4_CODE", icmp(3, 1)), "0: malformed, 34: 0, 42: 1");
}

}  // namespace support::icmp_ipv4_code
