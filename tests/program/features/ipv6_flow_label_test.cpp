// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::ipv6_flow_label {

static Packet of(std::uint32_t label) { return Ethernet{} / Ipv6{.flow_label = label} / Udp{}; }

TEST(Ipv6FlowLabel, IsThatOfTheFirstPacket) {
    EXPECT_EQ(metered("IPV6_FLOW_LABEL", {of(0xabcde), of(1)}), "703710");
    EXPECT_EQ(metered("IPV6_FLOW_LABEL", {of(1), of(0xabcde)}), "1");
    EXPECT_EQ(metered("IPV6_FLOW_LABEL", {of(0), of(1)}), "0");
}

TEST(Ipv6FlowLabel, HasTwentyBitsAndNoTrafficClass) {
    EXPECT_EQ(metered("IPV6_FLOW_LABEL", {Ethernet{} / Ipv6{.traffic_class = 0xff} / Udp{}}), "0");
    EXPECT_EQ(metered("IPV6_FLOW_LABEL", {of(0xfffff)}), "1048575");
}

TEST(Ipv6FlowLabel, IsZeroInIpv4) { EXPECT_EQ(metered("IPV6_FLOW_LABEL", {Ethernet{} / Ipv4{.tos = 255} / Udp{}}), "0"); }

TEST(Ipv6FlowLabel, NeedsTheWholeIpHeader) { EXPECT_EQ(by_captured_octets("IPV6_FLOW_LABEL", of(7)), "0: malformed, 54: 7"); }

}  // namespace support::ipv6_flow_label
