// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::mpls_label_7 {

static Packet labels(std::uint32_t count, std::uint32_t base = 0) {
    Packet packet{Ethernet{}};
    for (std::uint32_t i = 1; i <= count; i++) packet.add(Mpls{.label = base + i, .bottom = i == count, .traffic_class = 3});
    return packet / Ipv4{} / Udp{};
}

TEST(MplsLabel7, IsThatOfTheFirstPacket) {
    EXPECT_EQ(metered("MPLS_LABEL_7", {labels(7), labels(7, 500)}), "119");
    EXPECT_EQ(metered("MPLS_LABEL_7", {labels(7, 500), labels(7)}), "8119");
    EXPECT_EQ(metered("MPLS_LABEL_7", {Ethernet{} / Ipv4{} / Udp{}, labels(7)}), "0");
}

TEST(MplsLabel7, KnowsWhetherItIsTheBottom) { EXPECT_EQ(metered("MPLS_LABEL_7", {labels(8)}), "118"); }

TEST(MplsLabel7, StaysZeroWithFewerLabels) { EXPECT_EQ(metered("MPLS_LABEL_7", {labels(6)}), "0"); }

TEST(MplsLabel7, IsFoundInADeepStackInFrontOfIpv6) {
    Packet packet = Ethernet{} / Vlan{.tpid = 0x88a8} / Vlan{};
    for (std::uint32_t i = 1; i <= 16; i++) packet.add(Mpls{.label = 0xff000 + i});

    EXPECT_EQ(metered("MPLS_LABEL_7", {packet / Ipv6{} / Udp{}}), "16711792");
}

TEST(MplsLabel7, NeedsAnIpHeader) { EXPECT_EQ(by_captured_octets("MPLS_LABEL_7", labels(7)), "0: malformed, 62: 119"); }

}  // namespace support::mpls_label_7
