// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/known_routes.hpp"
#include "tests/support/metered.hpp"

namespace support::ipv6_next_hop {

TEST(Ipv6NextHop, IsTheRouterOnTheWayToTheDestination) {
    EXPECT_EQ(metered_with(routes(), "IPV6_NEXT_HOP", {Ethernet{} / Ipv6{} / Tcp{}}), "fe80::1");
}

TEST(Ipv6NextHop, HasItsSiblingInFlowsOfTheOtherFamily) {
    EXPECT_EQ(metered_with(routes(), "IPV4_NEXT_HOP", {Ethernet{} / Ipv4{} / Udp{}}, "IPV6_NEXT_HOP"), "192.0.2.254");
}

TEST(Ipv6NextHop, IsZeroWhereTheDestinationIsOnTheLink) {
    EXPECT_EQ(metered_with(routes(), "IPV6_NEXT_HOP", {Ethernet{} / Ipv6{.destination = "2001:db9::1"} / Tcp{}}), "::");
}

TEST(Ipv6NextHop, IsZeroWithoutARouteLookup) { EXPECT_EQ(metered("IPV6_NEXT_HOP", {Ethernet{} / Ipv6{} / Tcp{}}), "::"); }

TEST(Ipv6NextHop, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("IPV6_NEXT_HOP", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::ipv6_next_hop
