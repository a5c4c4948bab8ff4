// SPDX-License-Identifier: Apache-2.0
// Tunnels in tunnels, cut, fragmented and hostile ones: each frame counts once, as the deepest packet that could be read whole.
#include <gtest/gtest.h>

#include "tests/support/tunnelled.hpp"

namespace support::tunnels_nesting {
namespace {

Packet gre(int tunnels) {
    Packet packet = Ethernet{} / Ipv4{};
    for (int i = 0; i < tunnels; i++) packet = packet / Gre{} / Ipv4{};
    return packet / Udp{};
}

Packet vxlan6(int tunnels) {
    Packet packet{Ethernet{}};
    for (int i = 0; i < tunnels; i++) packet = packet / Ipv6{} / Udp{.destination_port = 4789} / Vxlan{} / Ethernet{};
    return packet / Ipv6{} / Udp{};
}

TEST(Nesting, IsFollowedAsFarAsAskedFor) {
    EXPECT_EQ(seen(gre(1), 1), "4 17 53 28");
    EXPECT_EQ(seen(gre(2), 1), "4 47 0 52");
    EXPECT_EQ(seen(gre(4), 4), "4 17 53 28");
    EXPECT_EQ(seen(gre(5), 4), "4 47 0 52");
    EXPECT_EQ(seen(gre(8), 8), "4 17 53 28");
    EXPECT_EQ(seen(gre(12), 8), "4 47 0 124");
}

TEST(Nesting, OfDifferentKinds) {
    EXPECT_EQ(seen(Ethernet{} / Snap{} / Ipv4{} / Udp{.destination_port = 4789} / Vxlan{} / Ethernet{} / Ipv6{} / Ipv4{} / Gre{} /
                   Ipv4{} / Udp{.destination_port = 2152} / GtpU{} / Ipv6{} / Tcp{}),
              "6 6 443 60");
}

TEST(Nesting, EndsWhereHeadersLieTooFar) {
    EXPECT_EQ(seen(vxlan6(8), 8), "6 17 53 48");
    Packet packet{Ethernet{}};
    for (int i = 0; i < 5; i++) packet = packet / Ipv4{} / Udp{.destination_port = 6081} / Geneve{.options = zeros(252)};
    EXPECT_EQ(seen(packet / Ipv4{} / Udp{}, 8), "4 17 6081 604");  // the innermost begins at 14 + 4 * 288 octets
}

TEST(Nesting, CountsADeepStackOfCutTunnelsAsTheDeepestOneThatIsWhole) {
    EXPECT_EQ(tunnelled_by_octets("IN_BYTES", gre(3)), "0: malformed, 34: 100, 58: 76, 82: 52, 106: 28");
    EXPECT_EQ(tunnelled_by_octets("IN_BYTES", vxlan6(1)), "0: malformed, 54: 118, 124: 48");
}

TEST(Cut, TunnelsCountOutside) {
    const Packet udp = Ethernet{} / Ipv4{} / Udp{.destination_port = 1701};

    EXPECT_EQ(tunnelled_by_octets("IN_BYTES", Ethernet{} / Ipv6{} / HopByHop{} / Ipv4{.options = zeros(8)} / Udp{}),
              "0: malformed, 54: 84, 90: 36");
    EXPECT_EQ(tunnelled_by_octets("IN_BYTES", udp / L2tp{} / Ppp{.address = false, .short_protocol = true} / Ipv4{} / Udp{}),
              "0: malformed, 34: 63, 69: 28");
    EXPECT_EQ(tunnelled_by_octets("IN_BYTES", Ethernet{} / Ipv4{} / Udp{.destination_port = 2152} /
                                                  GtpU{.extension = 0x85, .extensions = octets({1, 0, 9, 0})} / Ipv6{} / Udp{}),
              "0: malformed, 34: 92, 98: 48");
    EXPECT_EQ(tunnelled_by_octets("IN_BYTES", Ethernet{} / Pppoe{} / Ppp{.address = false} / Ipv4{} / Udp{}),
              "0: malformed, 14: non-IP, 42: 28");
}

TEST(Cut, TransportHeadersInsideHaveNoPorts) {
    EXPECT_EQ(tunnelled_by_octets("L4_DST_PORT", Ethernet{} / Ipv4{} / Gre{} / Ipv4{} / Udp{}), "0: malformed, 34: 0, 66: 53");
}

TEST(Fragments, OfTunnelsCountInsideIfTheyAreTheFirst) {
    const Octets rest = zeros(64);

    EXPECT_EQ(seen(Ethernet{} / Ipv4{.more_fragments = true} / Ipv4{.total_length = 3000} / Udp{}), "4 17 53 3000");
    EXPECT_EQ(seen(Ethernet{} / Ipv4{.fragment_offset = 100} / Ipv4{} / Udp{}), "4 4 0 48");
    EXPECT_EQ(seen(Ethernet{} / Ipv6{} / Fragment{.more = true} / Ipv4{} / Udp{} / Raw{rest}), "4 17 53 92");
    EXPECT_EQ(seen(Ethernet{} / Ipv6{} / Fragment{.offset = 9} / Ipv4{} / Udp{} / Raw{rest}), "6 4 0 140");
}

TEST(Fragments, InsideOfTunnelsAreFragments) {
    EXPECT_EQ(tunnelled("fragmentOffset", {Ethernet{} / Ipv4{} / Gre{} / Ipv4{.fragment_offset = 100} / Udp{}}), "100");
    EXPECT_EQ(tunnelled("L4_DST_PORT", {Ethernet{} / Ipv4{} / Gre{} / Ipv4{.fragment_offset = 100} / Udp{}}), "0");
}

// The link layer stays that of the frame, lengths of layer 3 are those inside.
TEST(Fields, OfLayer2AreThoseOfTheFrame) {
    const Packet packet = Ethernet{} / Vlan{.id = 7} / Ipv4{.ttl = 9} / Udp{.destination_port = 4789} / Vxlan{} /
                          Ethernet{.source = "00:00:5e:00:53:99"} / Vlan{.id = 8} / Ipv4{.tos = 4, .ttl = 3} / Udp{};
    const std::string fields = "IN_BYTES layer2OctetDeltaCount SRC_VLAN IN_SRC_MAC MIN_TTL SRC_TOS ethernetType MAX_IP_PKT_LEN";
    MeterSetup setup;
    setup.tunnels = 4;

    const Metering metering = Meter(fields, setup).run({packet});

    EXPECT_EQ(metering.flows,
              (std::vector<std::string>{
                  R"({"IN_BYTES":28,"IN_SRC_MAC":"00:00:5e:00:53:01","MAX_IP_PKT_LEN":28,"MIN_TTL":3,"SRC_TOS":4,)"
                  R"("SRC_VLAN":7,"ethernetType":2048,"layer2OctetDeltaCount":100})"}));
}

}  // namespace
}  // namespace support::tunnels_nesting
