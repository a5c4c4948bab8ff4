// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::ip_precedence {

TEST(IpPrecedence, IsThatOfTheFirstPacket) {
    EXPECT_EQ(metered("ipPrecedence", {Ethernet{} / Ipv4{.tos = 0xbf} / Udp{}}), "5");
    EXPECT_EQ(metered("ipPrecedence", {Ethernet{} / Ipv4{.tos = 0xbf} / Udp{}, Ethernet{} / Ipv4{.tos = 0x23} / Udp{}}), "5");
    EXPECT_EQ(metered("ipPrecedence", {Ethernet{} / Ipv4{.tos = 0x23} / Udp{}, Ethernet{} / Ipv4{.tos = 0xbf} / Udp{}}), "1");
}

TEST(IpPrecedence, IsKnownInIpv6) { EXPECT_EQ(metered("ipPrecedence", {Ethernet{} / Ipv6{.traffic_class = 0xe0} / Tcp{}}), "7"); }

TEST(IpPrecedence, NeedsTheWholeIpHeader) {
    EXPECT_EQ(by_captured_octets("ipPrecedence", Ethernet{} / Vlan{} / Mpls{} / Ipv4{.tos = 0xbf} / Udp{}),
              "0: malformed, 42: 5");
    EXPECT_EQ(by_captured_octets("ipPrecedence", Ethernet{} / Ipv6{.traffic_class = 0xe0} / Udp{}), "0: malformed, 54: 7");
}

}  // namespace support::ip_precedence
