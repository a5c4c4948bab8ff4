// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::mpls_label_10 {

static Packet labels(std::uint32_t count, std::uint32_t base = 0) {
    Packet packet{Ethernet{}};
    for (std::uint32_t i = 1; i <= count; i++) packet.add(Mpls{.label = base + i, .bottom = i == count, .traffic_class = 3});
    return packet / Ipv4{} / Udp{};
}

TEST(MplsLabel10, IsThatOfTheFirstPacket) {
    EXPECT_EQ(metered("MPLS_LABEL_10", {labels(10), labels(10, 500)}), "167");
    EXPECT_EQ(metered("MPLS_LABEL_10", {labels(10, 500), labels(10)}), "8167");
    EXPECT_EQ(metered("MPLS_LABEL_10", {Ethernet{} / Ipv4{} / Udp{}, labels(10)}), "0");
}

TEST(MplsLabel10, KnowsWhetherItIsTheBottom) { EXPECT_EQ(metered("MPLS_LABEL_10", {labels(11)}), "166"); }

TEST(MplsLabel10, StaysZeroWithFewerLabels) { EXPECT_EQ(metered("MPLS_LABEL_10", {labels(9)}), "0"); }

TEST(MplsLabel10, IsFoundInADeepStackInFrontOfIpv6) {
    Packet packet = Ethernet{} / Vlan{.tpid = 0x88a8} / Vlan{};
    for (std::uint32_t i = 1; i <= 16; i++) packet.add(Mpls{.label = 0xff000 + i});

    EXPECT_EQ(metered("MPLS_LABEL_10", {packet / Ipv6{} / Udp{}}), "16711840");
}

TEST(MplsLabel10, NeedsAnIpHeader) { EXPECT_EQ(by_captured_octets("MPLS_LABEL_10", labels(10)), "0: malformed, 74: 167"); }

}  // namespace support::mpls_label_10
