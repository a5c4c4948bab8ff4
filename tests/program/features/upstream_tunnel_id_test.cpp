// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/tunnelled.hpp"

namespace support::upstream_tunnel_id {

static Packet vxlan(std::uint32_t network) {
    return Ethernet{} / Ipv4{} / Udp{.destination_port = 4789} / Vxlan{.network = network} / Ethernet{} / Ipv4{};
}

static std::string id(const Packet& packet) { return tunnelled("UPSTREAM_TUNNEL_ID", {packet}); }

TEST(UpstreamTunnelId, IsTheIdentifierOfEachKindOfTunnel) {
    EXPECT_EQ(id(vxlan(0xabcdef) / Udp{}), "11259375");
    EXPECT_EQ(id(Ethernet{} / Ipv4{} / Udp{.destination_port = 6081} / Geneve{.network = 0xabcdef} / Ipv6{} / Udp{}), "11259375");
    EXPECT_EQ(id(Ethernet{} / Ipv6{} / Udp{.destination_port = 2152} / GtpU{.tunnel = 0x89abcdef} / Ipv4{} / Udp{}),
              "2309737967");
    EXPECT_EQ(id(Ethernet{} / Ipv4{} / Gre{.key = 0x89abcdef, .checksum = true} / Ipv4{} / Udp{}), "2309737967");
    EXPECT_EQ(id(Ethernet{} / Ipv4{} / Gre{.key = 7, .sequence = 9} / Ethernet{} / Ipv4{} / Udp{}), "7");
    EXPECT_EQ(id(Ethernet{} / Ipv4{} / Pptp{.call = 0x1234} / Ppp{} / Ipv4{} / Udp{}), "4660");
    EXPECT_EQ(id(Ethernet{} / Ipv4{} / Udp{.destination_port = 1701} / L2tp{.tunnel = 3, .session = 4, .length = true} / Ppp{} /
                 Ipv4{} / Udp{}),
              "196612");
}

TEST(UpstreamTunnelId, IsThatOfTheInnermostTunnelThatHasOne) {
    EXPECT_EQ(id(vxlan(9) / Gre{.key = 5} / Ipv4{} / Udp{}), "5");
    EXPECT_EQ(id(vxlan(9) / Gre{} / Ipv4{} / Udp{}), "9");
    EXPECT_EQ(id(vxlan(9) / Ipv6{} / Ipv4{} / Udp{}), "9");
}

// The same addresses in two networks are two hosts.
TEST(UpstreamTunnelId, TellsFlowsApart) {
    EXPECT_EQ(tunnelled("IN_PKTS", {vxlan(1) / Udp{}, vxlan(2) / Udp{}, vxlan(1) / Udp{}}, "IN_PKTS UPSTREAM_TUNNEL_ID"), "1 2");
}

TEST(UpstreamTunnelId, IsZeroOutsideOfTunnels) {
    EXPECT_EQ(id(Ethernet{} / Ipv4{} / Udp{}), "0");
    EXPECT_EQ(id(Ethernet{} / Ipv4{} / Ipv4{} / Udp{}), "0");
    EXPECT_EQ(metered("UPSTREAM_TUNNEL_ID", {vxlan(1) / Udp{}}), "0");  // not looked into
}

TEST(UpstreamTunnelId, NeedsAWholeHeaderInside) {
    EXPECT_EQ(tunnelled_by_octets("UPSTREAM_TUNNEL_ID", vxlan(5) / Udp{}), "0: malformed, 34: 0, 84: 5");
}

}  // namespace support::upstream_tunnel_id
