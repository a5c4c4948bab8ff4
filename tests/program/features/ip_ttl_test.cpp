// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::ip_ttl {

TEST(IpTtl, IsThatOfTheFirstPacket) {
    EXPECT_EQ(metered("ipTTL", {Ethernet{} / Ipv4{.ttl = 9} / Udp{}}), "9");
    EXPECT_EQ(metered("ipTTL", {Ethernet{} / Ipv4{.ttl = 9} / Udp{}, Ethernet{} / Ipv4{.ttl = 200} / Udp{}}), "9");
    EXPECT_EQ(metered("ipTTL", {Ethernet{} / Ipv4{.ttl = 200} / Udp{}, Ethernet{} / Ipv4{.ttl = 9} / Udp{}}), "200");
}

TEST(IpTtl, IsKnownInIpv6) { EXPECT_EQ(metered("ipTTL", {Ethernet{} / Ipv6{.hop_limit = 255} / Tcp{}}), "255"); }

TEST(IpTtl, NeedsTheWholeIpHeader) {
    EXPECT_EQ(by_captured_octets("ipTTL", Ethernet{} / Vlan{} / Mpls{} / Ipv4{.ttl = 9} / Udp{}), "0: malformed, 42: 9");
    EXPECT_EQ(by_captured_octets("ipTTL", Ethernet{} / Ipv6{.hop_limit = 255} / Udp{}), "0: malformed, 54: 255");
}

}  // namespace support::ip_ttl
