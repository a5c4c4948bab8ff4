// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/known_routes.hpp"
#include "tests/support/metered.hpp"

namespace support::ipv4_next_hop {

TEST(Ipv4NextHop, IsTheRouterOnTheWayToTheDestination) {
    EXPECT_EQ(metered_with(routes(), "IPV4_NEXT_HOP", {Ethernet{} / Ipv4{} / Tcp{}}), "192.0.2.254");
}

TEST(Ipv4NextHop, HasItsSiblingInFlowsOfTheOtherFamily) {
    EXPECT_EQ(metered_with(routes(), "IPV6_NEXT_HOP", {Ethernet{} / Ipv6{} / Udp{}}, "IPV4_NEXT_HOP"), "fe80::1");
}

TEST(Ipv4NextHop, IsZeroWhereTheDestinationIsOnTheLink) {
    EXPECT_EQ(metered_with(routes(), "IPV4_NEXT_HOP", {Ethernet{} / Ipv4{.destination = "203.0.113.9"} / Tcp{}}), "0.0.0.0");
}

TEST(Ipv4NextHop, IsZeroWithoutARouteLookup) { EXPECT_EQ(metered("IPV4_NEXT_HOP", {Ethernet{} / Ipv4{} / Tcp{}}), "0.0.0.0"); }

TEST(Ipv4NextHop, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("IPV4_NEXT_HOP", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::ipv4_next_hop
