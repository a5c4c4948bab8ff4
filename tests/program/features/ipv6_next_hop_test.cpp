// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "exporter/sources.hpp"
#include "tests/support/metered.hpp"

namespace support {

// Routes as a router might have them: behind 198.51.100.0/24 and 2001:db8::/32 there are others, all else is on the link.
namespace {

exporter::Sources& routes() {
    static exporter::Sources kSources;
    kSources.configured = {"route_lookup"};
    kSources.route = [](const config::Address& destination) -> exporter::Route {
        for (const auto& [network, next_hop] :
             {std::pair("198.51.100.0/24", "192.0.2.254"), std::pair("2001:db8::/32", "fe80::1")})
            if (const auto behind = config::parse_network(network);
                behind->address <= destination && destination <= config::last_of(*behind))
                return {7, config::parse_address(next_hop).value(), true};
        return {8, {}, false};
    };
    return kSources;
}

}  // namespace

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

}  // namespace support
