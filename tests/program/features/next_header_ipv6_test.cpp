// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::next_header_ipv6 {

TEST(NextHeaderIpv6, IsThatOfTheFirstPacket) {
    EXPECT_EQ(metered("nextHeaderIPv6", {Ethernet{} / Ipv6{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}}), "6");
    EXPECT_EQ(metered("nextHeaderIPv6", {Ethernet{} / Ipv6{} / Udp{}, Ethernet{} / Ipv6{} / Tcp{}}), "17");
}

TEST(NextHeaderIpv6, IsTheFirstExtensionHeaderIfThereIsOne) {
    EXPECT_EQ(metered("nextHeaderIPv6", {Ethernet{} / Ipv6{} / HopByHop{} / Tcp{}}), "0");
    EXPECT_EQ(metered("nextHeaderIPv6", {Ethernet{} / Ipv6{} / Routing{} / DestinationOptions{} / Tcp{}}), "43");
}

TEST(NextHeaderIpv6, IsZeroInIpv4) {
    EXPECT_EQ(metered("nextHeaderIPv6", {Ethernet{} / Ipv4{.dont_fragment = true} / Udp{}}), "0");
}

TEST(NextHeaderIpv6, NeedsTheWholeIpHeader) {
    EXPECT_EQ(by_captured_octets("nextHeaderIPv6", Ethernet{} / Vlan{} / Ipv6{} / Udp{}), "0: malformed, 58: 17");
}

}  // namespace support::next_header_ipv6
