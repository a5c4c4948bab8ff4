// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::src_tos {

static Packet of(std::uint8_t tos) { return Ethernet{} / Ipv4{.tos = tos} / Udp{}; }

TEST(SrcTos, IsDscpAndEcnOfIpv4) { EXPECT_EQ(metered("SRC_TOS", {of(0xb9)}), "185"); }

TEST(SrcTos, IsTheTrafficClassOfIpv6) {
    EXPECT_EQ(metered("SRC_TOS", {Ethernet{} / Ipv6{.traffic_class = 0xb9, .flow_label = 0xfffff} / Udp{}}), "185");
    EXPECT_EQ(metered("SRC_TOS", {Ethernet{} / Ipv6{.traffic_class = 0, .flow_label = 0xfffff} / Udp{}}), "0");
}

TEST(SrcTos, IsThatOfTheFirstPacket) {
    EXPECT_EQ(metered("SRC_TOS", {of(8), of(184)}), "8");
    EXPECT_EQ(metered("SRC_TOS", {of(184), of(8)}), "184");
    EXPECT_EQ(metered("SRC_TOS", {of(0), of(184)}), "0");
}

TEST(SrcTos, TellsNoFlowsApart) { EXPECT_EQ(metered("IN_PKTS", {of(8), of(184)}, "SRC_TOS IN_PKTS"), "2"); }

TEST(SrcTos, NeedsTheWholeIpHeader) {
    EXPECT_EQ(by_captured_octets("SRC_TOS", Ethernet{} / Vlan{} / Vlan{} / Mpls{} / Ipv4{.tos = 7, .options = zeros(4)} / Udp{}),
              "0: malformed, 50: 7");
    EXPECT_EQ(by_captured_octets("SRC_TOS", Ethernet{} / Ipv6{.traffic_class = 7} / Udp{}), "0: malformed, 54: 7");
}

}  // namespace support::src_tos
