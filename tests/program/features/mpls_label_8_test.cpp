// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::mpls_label_8 {

static Packet labels(std::uint32_t count, std::uint32_t base = 0) {
    Packet packet{Ethernet{}};
    for (std::uint32_t i = 1; i <= count; i++) packet.add(Mpls{.label = base + i, .bottom = i == count, .traffic_class = 3});
    return packet / Ipv4{} / Udp{};
}

TEST(MplsLabel8, IsThatOfTheFirstPacket) {
    EXPECT_EQ(metered("MPLS_LABEL_8", {labels(8), labels(8, 500)}), "135");
    EXPECT_EQ(metered("MPLS_LABEL_8", {labels(8, 500), labels(8)}), "8135");
    EXPECT_EQ(metered("MPLS_LABEL_8", {Ethernet{} / Ipv4{} / Udp{}, labels(8)}), "0");
}

TEST(MplsLabel8, KnowsWhetherItIsTheBottom) { EXPECT_EQ(metered("MPLS_LABEL_8", {labels(9)}), "134"); }

TEST(MplsLabel8, StaysZeroWithFewerLabels) { EXPECT_EQ(metered("MPLS_LABEL_8", {labels(7)}), "0"); }

TEST(MplsLabel8, IsFoundInADeepStackInFrontOfIpv6) {
    Packet packet = Ethernet{} / Vlan{.tpid = 0x88a8} / Vlan{};
    for (std::uint32_t i = 1; i <= 16; i++) packet.add(Mpls{.label = 0xff000 + i});

    EXPECT_EQ(metered("MPLS_LABEL_8", {packet / Ipv6{} / Udp{}}), "16711808");
}

TEST(MplsLabel8, NeedsAnIpHeader) { EXPECT_EQ(by_captured_octets("MPLS_LABEL_8", labels(8)), "0: malformed, 66: 135"); }

}  // namespace support::mpls_label_8
