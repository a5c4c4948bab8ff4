// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::mpls_label_5 {

static Packet labels(std::uint32_t count, std::uint32_t base = 0) {
    Packet packet{Ethernet{}};
    for (std::uint32_t i = 1; i <= count; i++) packet.add(Mpls{.label = base + i, .bottom = i == count, .traffic_class = 3});
    return packet / Ipv4{} / Udp{};
}

TEST(MplsLabel5, IsThatOfTheFirstPacket) {
    EXPECT_EQ(metered("MPLS_LABEL_5", {labels(5), labels(5, 500)}), "87");
    EXPECT_EQ(metered("MPLS_LABEL_5", {labels(5, 500), labels(5)}), "8087");
    EXPECT_EQ(metered("MPLS_LABEL_5", {Ethernet{} / Ipv4{} / Udp{}, labels(5)}), "0");
}

TEST(MplsLabel5, KnowsWhetherItIsTheBottom) { EXPECT_EQ(metered("MPLS_LABEL_5", {labels(6)}), "86"); }

TEST(MplsLabel5, StaysZeroWithFewerLabels) { EXPECT_EQ(metered("MPLS_LABEL_5", {labels(4)}), "0"); }

TEST(MplsLabel5, IsFoundInADeepStackInFrontOfIpv6) {
    Packet packet = Ethernet{} / Vlan{.tpid = 0x88a8} / Vlan{};
    for (std::uint32_t i = 1; i <= 16; i++) packet.add(Mpls{.label = 0xff000 + i});

    EXPECT_EQ(metered("MPLS_LABEL_5", {packet / Ipv6{} / Udp{}}), "16711760");
}

TEST(MplsLabel5, NeedsAnIpHeader) { EXPECT_EQ(by_captured_octets("MPLS_LABEL_5", labels(5)), "0: malformed, 54: 87"); }

}  // namespace support::mpls_label_5
