// SPDX-License-Identifier: Apache-2.0
// Tunnels behind TC: segmentation offload that cuts what is inside, and trains of tunnelled packets.
#include <gtest/gtest.h>

#include "tests/support/tc_metered.hpp"

namespace support::tc_tunnels {
namespace {

constexpr const char* kFields = "PROTOCOL L4_DST_PORT IN_PKTS IN_BYTES layer2OctetDeltaCount MIN_IP_PKT_LEN MAX_IP_PKT_LEN";

std::string seen(const std::vector<Skb>& packets, const std::string& fields = kFields) {
    TcSetup setup;
    setup.tunnels = 4;
    return metered_in_tc(fields, packets, setup);
}

Packet vxlan() { return Ethernet{} / Ipv4{} / Udp{.destination_port = 4789} / Vxlan{} / Ethernet{}; }

TEST(TcTunnels, AreLookedInto) {
    EXPECT_EQ(seen({{vxlan() / Ipv4{} / Tcp{}}}), "6 443 1 40 104 40 40");
    EXPECT_EQ(seen({{Ethernet{} / Ipv6{} / Gre{} / Ipv4{} / Udp{}}}), "17 53 1 28 86 28 28");
    EXPECT_EQ(seen({{Ethernet{} / Pppoe{} / Ppp{.address = false} / Ipv4{} / Udp{}}}), "17 53 1 28 50 28 28");
}

// 2,900 octets of payload at 1,448 each: three packets with 40 octets of headers inside and 64 around.
TEST(TcTunnels, AreCutIntoSegmentsInside) {
    const Octets packet = vxlan() / Ipv4{} / Tcp{} / Raw{zeros(2900)};
    const auto held = static_cast<std::uint32_t>(packet.size());

    EXPECT_EQ(seen({{packet, 1448, 3}}), "6 443 3 3020 3212 44 1488");
    EXPECT_EQ(seen({{packet, 1448, 3, held + 2 * (64 + 40)}}), "6 443 3 3020 3212 44 1488");  // where packets leave
    EXPECT_EQ(seen({{packet, 1448, 0}}), "6 443 3 3020 3212 44 1488");                        // as virtual machines send them
}

TEST(TcTunnels, AreCutIntoSegmentsFarInside) {
    Packet packet{Ethernet{}};
    for (int i = 0; i < 4; i++) packet = packet / Ipv6{} / Udp{.destination_port = 6081} / Geneve{} / Ethernet{};

    EXPECT_EQ(seen({{packet / Ipv6{} / Tcp{} / Raw{zeros(2880)}, 1440, 2}}), "6 443 2 3000 3588 1500 1500");
}

// Put together by the outer UDP header: behind the first packet inside there are others, which nobody has looked at.
TEST(TcTunnels, OfWhichSeveralLieInOneFrameCountOutside) {
    const Octets one = GtpU{} / Ipv4{} / Udp{} / Raw{zeros(100)};
    Octets train;
    for (int i = 0; i < 3; i++) train.insert(train.end(), one.begin(), one.end());
    const Octets packet = Ethernet{} / Ipv4{} / Udp{.destination_port = 2152} / Raw{train};

    EXPECT_EQ(seen({{packet, 136, 3}}), "17 2152 3 492 534 164 164");
    EXPECT_EQ(seen({{Ethernet{} / Ipv4{} / Udp{.destination_port = 2152} / Raw{one}}}), "17 53 1 128 178 128 128");
}

TEST(TcTunnels, AreSumsOverPackets) {
    EXPECT_EQ(seen({{vxlan() / Ipv4{} / Tcp{} / Raw{zeros(2900)}, 1448, 3}, {vxlan() / Ipv4{} / Tcp{}}}, "IN_PKTS IN_BYTES"),
              "4 3060");
}

}  // namespace
}  // namespace support::tc_tunnels
