// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::longest_flow_pkt {

static Packet of(std::uint16_t total_length) { return Ethernet{} / Ipv4{.total_length = total_length} / Udp{}; }

TEST(LongestFlowPkt, IsTotalLengthOrPayloadLengthAndForty) {
    EXPECT_EQ(metered("LONGEST_FLOW_PKT", {Ethernet{} / Ipv4{} / Udp{} / Raw{.payload = zeros(10)}}), "38");
    EXPECT_EQ(metered("LONGEST_FLOW_PKT", {Ethernet{} / Ipv6{.payload_length = 65535} / Udp{}}), "65575");
}

TEST(LongestFlowPkt, IsTheLargestWhereverItComes) {
    EXPECT_EQ(metered("LONGEST_FLOW_PKT", {of(100), of(28), of(1500), of(60)}), "1500");
    EXPECT_EQ(metered("LONGEST_FLOW_PKT", {of(28), of(1500)}), "1500");
    EXPECT_EQ(metered("LONGEST_FLOW_PKT", {of(1500), of(28)}), "1500");
}

TEST(LongestFlowPkt, NeedsTheWholeIpHeader) {
    EXPECT_EQ(by_captured_octets("LONGEST_FLOW_PKT", Ethernet{} / Vlan{} / Ipv4{.options = zeros(40)} / Udp{}),
              "0: malformed, 78: 68");
}

}  // namespace support::longest_flow_pkt
