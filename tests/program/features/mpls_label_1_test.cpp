// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::mpls_label_1 {

static Packet labels(std::uint32_t count, std::uint32_t base = 0) {
    Packet packet{Ethernet{}};
    for (std::uint32_t i = 1; i <= count; i++) packet.add(Mpls{.label = base + i, .bottom = i == count, .traffic_class = 3});
    return packet / Ipv4{} / Udp{};
}

TEST(MplsLabel1, IsThatOfTheFirstPacket) {
    EXPECT_EQ(metered("MPLS_LABEL_1", {labels(1), labels(1, 500)}), "23");
    EXPECT_EQ(metered("MPLS_LABEL_1", {labels(1, 500), labels(1)}), "8023");
    EXPECT_EQ(metered("MPLS_LABEL_1", {Ethernet{} / Ipv4{} / Udp{}, labels(1)}), "0");
}

TEST(MplsLabel1, KnowsWhetherItIsTheBottom) { EXPECT_EQ(metered("MPLS_LABEL_1", {labels(2)}), "22"); }

TEST(MplsLabel1, StaysZeroWithFewerLabels) { EXPECT_EQ(metered("MPLS_LABEL_1", {labels(0)}), "0"); }

TEST(MplsLabel1, IsFoundInADeepStackInFrontOfIpv6) {
    Packet packet = Ethernet{} / Vlan{.tpid = 0x88a8} / Vlan{};
    for (std::uint32_t i = 1; i <= 16; i++) packet.add(Mpls{.label = 0xff000 + i});

    EXPECT_EQ(metered("MPLS_LABEL_1", {packet / Ipv6{} / Udp{}}), "16711696");
}

TEST(MplsLabel1, NeedsAnIpHeader) { EXPECT_EQ(by_captured_octets("MPLS_LABEL_1", labels(1)), "0: malformed, 38: 23"); }

}  // namespace support::mpls_label_1
