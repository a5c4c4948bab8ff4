// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/tunnelled.hpp"

namespace support::layer2_segment_id {

static std::string segment(const Packet& packet) { return tunnelled("layer2SegmentId", {packet}); }

static Packet vxlan(std::uint32_t network) {
    return Ethernet{} / Ipv4{} / Udp{.destination_port = 4789} / Vxlan{.network = network} / Ethernet{} / Ipv4{} / Udp{};
}

TEST(Layer2SegmentId, SaysTheKindInItsTopmostOctet) {
    EXPECT_EQ(segment(vxlan(0xabcdef)), "72057594049187311");  // 0x01000000_00abcdef
    EXPECT_EQ(segment(Ethernet{} / Ipv4{} / Gre{.key = 0xabcdef09} / Ethernet{} / Ipv6{} / Udp{}),
              "144115188087115247");  // 0x02000000_00abcdef
}

TEST(Layer2SegmentId, TellsFlowsApart) {
    EXPECT_EQ(tunnelled("IN_PKTS", {vxlan(1), vxlan(2), vxlan(1)}, "IN_PKTS layer2SegmentId"), "1 2");
}

TEST(Layer2SegmentId, IsZeroInTunnelsThatAreNoSuchNetwork) {
    EXPECT_EQ(segment(Ethernet{} / Ipv4{} / Gre{.key = 9} / Ipv4{} / Udp{}), "0");
    EXPECT_EQ(segment(Ethernet{} / Ipv4{} / Gre{} / Ethernet{} / Ipv4{} / Udp{}), "0");
    EXPECT_EQ(segment(Ethernet{} / Ipv4{} / Udp{.destination_port = 6081} / Geneve{} / Ethernet{} / Ipv4{} / Udp{}), "0");
    EXPECT_EQ(segment(Ethernet{} / Ipv4{} / Udp{}), "0");
    EXPECT_EQ(metered("layer2SegmentId", {vxlan(1)}), "0");
}

TEST(Layer2SegmentId, NeedsAWholeHeaderInside) {
    EXPECT_EQ(tunnelled_by_octets("layer2SegmentId", vxlan(0)), "0: malformed, 34: 0, 84: 72057594037927936");
}

}  // namespace support::layer2_segment_id
