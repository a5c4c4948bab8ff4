// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::shortest_flow_pkt {

static Packet of(std::uint16_t total_length) { return Ethernet{} / Ipv4{.total_length = total_length} / Udp{}; }

TEST(ShortestFlowPkt, IsTotalLengthOrPayloadLengthAndForty) {
    EXPECT_EQ(metered("SHORTEST_FLOW_PKT", {Ethernet{} / Ipv4{} / Udp{} / Raw{.payload = zeros(10)}}), "38");
    EXPECT_EQ(metered("SHORTEST_FLOW_PKT", {Ethernet{} / Ipv6{.payload_length = 65535} / Udp{}}), "65575");
}

TEST(ShortestFlowPkt, IsTheSmallestWhereverItComes) {
    EXPECT_EQ(metered("SHORTEST_FLOW_PKT", {of(100), of(28), of(1500), of(60)}), "28");
    EXPECT_EQ(metered("SHORTEST_FLOW_PKT", {of(28), of(1500)}), "28");
    EXPECT_EQ(metered("SHORTEST_FLOW_PKT", {of(1500), of(28)}), "28");
}

TEST(ShortestFlowPkt, NeedsTheWholeIpHeader) {
    EXPECT_EQ(by_captured_octets("SHORTEST_FLOW_PKT", Ethernet{} / Vlan{} / Ipv4{.options = zeros(40)} / Udp{}),
              "0: malformed, 78: 68");
}

}  // namespace support::shortest_flow_pkt
