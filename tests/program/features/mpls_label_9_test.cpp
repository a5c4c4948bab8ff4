// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::mpls_label_9 {

static Packet labels(std::uint32_t count, std::uint32_t base = 0) {
    Packet packet{Ethernet{}};
    for (std::uint32_t i = 1; i <= count; i++) packet.add(Mpls{.label = base + i, .bottom = i == count, .traffic_class = 3});
    return packet / Ipv4{} / Udp{};
}

TEST(MplsLabel9, IsThatOfTheFirstPacket) {
    EXPECT_EQ(metered("MPLS_LABEL_9", {labels(9), labels(9, 500)}), "151");
    EXPECT_EQ(metered("MPLS_LABEL_9", {labels(9, 500), labels(9)}), "8151");
    EXPECT_EQ(metered("MPLS_LABEL_9", {Ethernet{} / Ipv4{} / Udp{}, labels(9)}), "0");
}

TEST(MplsLabel9, KnowsWhetherItIsTheBottom) { EXPECT_EQ(metered("MPLS_LABEL_9", {labels(10)}), "150"); }

TEST(MplsLabel9, StaysZeroWithFewerLabels) { EXPECT_EQ(metered("MPLS_LABEL_9", {labels(8)}), "0"); }

TEST(MplsLabel9, IsFoundInADeepStackInFrontOfIpv6) {
    Packet packet = Ethernet{} / Vlan{.tpid = 0x88a8} / Vlan{};
    for (std::uint32_t i = 1; i <= 16; i++) packet.add(Mpls{.label = 0xff000 + i});

    EXPECT_EQ(metered("MPLS_LABEL_9", {packet / Ipv6{} / Udp{}}), "16711824");
}

TEST(MplsLabel9, NeedsAnIpHeader) { EXPECT_EQ(by_captured_octets("MPLS_LABEL_9", labels(9)), "0: malformed, 70: 151"); }

}  // namespace support::mpls_label_9
