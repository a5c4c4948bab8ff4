// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::icmp_code_ipv6 {

static Packet icmp(std::uint8_t type, std::uint8_t code) { return Ethernet{} / Ipv6{} / Icmp6{.type = type, .code = code}; }

TEST(IcmpCodeIpv6, IsThatOfTheFirstPacket) {
    EXPECT_EQ(metered("icmpCodeIPv6", {icmp(1, 4)}), "4");
    EXPECT_EQ(metered("icmpCodeIPv6", {icmp(1, 4), icmp(129, 7)}), "4");
    EXPECT_EQ(metered("icmpCodeIPv6", {icmp(129, 7), icmp(1, 4)}), "7");
    EXPECT_EQ(metered("icmpCodeIPv6", {Ethernet{} / Ipv6{} / Udp{}, icmp(129, 7)}), "0");
}

TEST(IcmpCodeIpv6, HasItsSiblingInFlowsOfTheOtherFamily) {
    const Metering metering = Meter("icmpCodeIPv6").run({Ethernet{} / Ipv4{} / Icmp{.type = 3, .code = 1}});

    EXPECT_EQ(metering.flows, (std::vector<std::string>{R"({"ICMP_IPV4_CODE":1})"}));
}

TEST(IcmpCodeIpv6, StaysZeroInOtherProtocolsAndLaterFragments) {
    EXPECT_EQ(metered("icmpCodeIPv6", {Ethernet{} / Ipv6{} / Tcp{.destination_port = 0x0304}}), "0");
    EXPECT_EQ(metered("icmpCodeIPv6", {Ethernet{} / Ipv6{.next_header = 1} / Raw{.payload = Octets(20, std::byte{1})}}), "0");
    EXPECT_EQ(metered("icmpCodeIPv6", {Ethernet{} / Ipv6{} / Fragment{.offset = 1} / Icmp6{.type = 1, .code = 4}}), "0");
}

TEST(IcmpCodeIpv6, NeedsTheWholeMinimalHeader) {
    EXPECT_EQ(by_captured_octets("icmpCodeIPv6", icmp(1, 4)), "0: malformed, 54: 0, 58: 4");
}

}  // namespace support::icmp_code_ipv6
