// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "exporter/sources.hpp"
#include "tests/support/metered.hpp"

namespace support::direction {

TEST(Direction, IsIngressInCaptures) {
    EXPECT_EQ(metered("DIRECTION", {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}}), "0");
}

TEST(Direction, IsShownInFlowsOfBothFamilies) {
    const std::vector<Captured> frames = {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}};

    EXPECT_EQ(metered("DIRECTION", frames, "IPV4_SRC_ADDR DIRECTION IN_PKTS"), "0 0");
}

TEST(Direction, IsTowardsLocalNetworksWhereTheseAreAskedFor) {
    exporter::Sources sources;
    sources.local_networks = exporter::PrefixTable(
        {{config::parse_network("192.0.2.0/24").value(), 1}, {config::parse_network("2001:db8::1").value(), 1}});
    sources.configured = {"local_traffic_direction"};
    const Packet in = Ethernet{} / Ipv4{.source = "198.51.100.2", .destination = "192.0.2.1"} / Tcp{};
    const Packet within = Ethernet{} / Ipv4{.source = "192.0.2.7", .destination = "192.0.2.1"} / Udp{};
    const Packet in6 = Ethernet{} / Ipv6{.destination = "2001:db8::1"} / Tcp{};

    EXPECT_EQ(metered_with(sources, "DIRECTION", {in, within, in6}, "DIRECTION IPV4_SRC_ADDR"), "0 0 0");
    EXPECT_EQ(metered_with(sources, "DIRECTION", {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Tcp{}}), "1 1");
}

TEST(Direction, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("DIRECTION", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::direction
