// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::mpls_label_3 {

static Packet labels(std::uint32_t count, std::uint32_t base = 0) {
    Packet packet{Ethernet{}};
    for (std::uint32_t i = 1; i <= count; i++) packet.add(Mpls{.label = base + i, .bottom = i == count, .traffic_class = 3});
    return packet / Ipv4{} / Udp{};
}

TEST(MplsLabel3, IsThatOfTheFirstPacket) {
    EXPECT_EQ(metered("MPLS_LABEL_3", {labels(3), labels(3, 500)}), "55");
    EXPECT_EQ(metered("MPLS_LABEL_3", {labels(3, 500), labels(3)}), "8055");
    EXPECT_EQ(metered("MPLS_LABEL_3", {Ethernet{} / Ipv4{} / Udp{}, labels(3)}), "0");
}

TEST(MplsLabel3, KnowsWhetherItIsTheBottom) { EXPECT_EQ(metered("MPLS_LABEL_3", {labels(4)}), "54"); }

TEST(MplsLabel3, StaysZeroWithFewerLabels) { EXPECT_EQ(metered("MPLS_LABEL_3", {labels(2)}), "0"); }

TEST(MplsLabel3, IsFoundInADeepStackInFrontOfIpv6) {
    Packet packet = Ethernet{} / Vlan{.tpid = 0x88a8} / Vlan{};
    for (std::uint32_t i = 1; i <= 16; i++) packet.add(Mpls{.label = 0xff000 + i});

    EXPECT_EQ(metered("MPLS_LABEL_3", {packet / Ipv6{} / Udp{}}), "16711728");
}

TEST(MplsLabel3, NeedsAnIpHeader) { EXPECT_EQ(by_captured_octets("MPLS_LABEL_3", labels(3)), "0: malformed, 46: 55"); }

}  // namespace support::mpls_label_3
