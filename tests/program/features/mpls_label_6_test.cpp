// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::mpls_label_6 {

static Packet labels(std::uint32_t count, std::uint32_t base = 0) {
    Packet packet{Ethernet{}};
    for (std::uint32_t i = 1; i <= count; i++) packet.add(Mpls{.label = base + i, .bottom = i == count, .traffic_class = 3});
    return packet / Ipv4{} / Udp{};
}

TEST(MplsLabel6, IsThatOfTheFirstPacket) {
    EXPECT_EQ(metered("MPLS_LABEL_6", {labels(6), labels(6, 500)}), "103");
    EXPECT_EQ(metered("MPLS_LABEL_6", {labels(6, 500), labels(6)}), "8103");
    EXPECT_EQ(metered("MPLS_LABEL_6", {Ethernet{} / Ipv4{} / Udp{}, labels(6)}), "0");
}

TEST(MplsLabel6, KnowsWhetherItIsTheBottom) { EXPECT_EQ(metered("MPLS_LABEL_6", {labels(7)}), "102"); }

TEST(MplsLabel6, StaysZeroWithFewerLabels) { EXPECT_EQ(metered("MPLS_LABEL_6", {labels(5)}), "0"); }

TEST(MplsLabel6, IsFoundInADeepStackInFrontOfIpv6) {
    Packet packet = Ethernet{} / Vlan{.tpid = 0x88a8} / Vlan{};
    for (std::uint32_t i = 1; i <= 16; i++) packet.add(Mpls{.label = 0xff000 + i});

    EXPECT_EQ(metered("MPLS_LABEL_6", {packet / Ipv6{} / Udp{}}), "16711776");
}

TEST(MplsLabel6, NeedsAnIpHeader) { EXPECT_EQ(by_captured_octets("MPLS_LABEL_6", labels(6)), "0: malformed, 58: 103"); }

}  // namespace support::mpls_label_6
