// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::ip_diff_serv_code_point {

TEST(IpDiffServCodePoint, IsThatOfTheFirstPacket) {
    EXPECT_EQ(metered("ipDiffServCodePoint", {Ethernet{} / Ipv4{.tos = 0xb9} / Udp{}}), "46");
    EXPECT_EQ(metered("ipDiffServCodePoint", {Ethernet{} / Ipv4{.tos = 0xb9} / Udp{}, Ethernet{} / Ipv4{.tos = 0x23} / Udp{}}),
              "46");
    EXPECT_EQ(metered("ipDiffServCodePoint", {Ethernet{} / Ipv4{.tos = 0x23} / Udp{}, Ethernet{} / Ipv4{.tos = 0xb9} / Udp{}}),
              "8");
}

TEST(IpDiffServCodePoint, IsKnownInIpv6) {
    EXPECT_EQ(metered("ipDiffServCodePoint", {Ethernet{} / Ipv6{.traffic_class = 0xff, .flow_label = 0xfffff} / Tcp{}}), "63");
}

TEST(IpDiffServCodePoint, NeedsTheWholeIpHeader) {
    EXPECT_EQ(by_captured_octets("ipDiffServCodePoint", Ethernet{} / Vlan{} / Mpls{} / Ipv4{.tos = 0xb9} / Udp{}),
              "0: malformed, 42: 46");
    EXPECT_EQ(by_captured_octets("ipDiffServCodePoint", Ethernet{} / Ipv6{.traffic_class = 0xff, .flow_label = 0xfffff} / Udp{}),
              "0: malformed, 54: 63");
}

}  // namespace support::ip_diff_serv_code_point
