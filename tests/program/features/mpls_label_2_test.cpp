// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::mpls_label_2 {

static Packet labels(std::uint32_t count, std::uint32_t base = 0) {
    Packet packet{Ethernet{}};
    for (std::uint32_t i = 1; i <= count; i++) packet.add(Mpls{.label = base + i, .bottom = i == count, .traffic_class = 3});
    return packet / Ipv4{} / Udp{};
}

TEST(MplsLabel2, IsThatOfTheFirstPacket) {
    EXPECT_EQ(metered("MPLS_LABEL_2", {labels(2), labels(2, 500)}), "39");
    EXPECT_EQ(metered("MPLS_LABEL_2", {labels(2, 500), labels(2)}), "8039");
    EXPECT_EQ(metered("MPLS_LABEL_2", {Ethernet{} / Ipv4{} / Udp{}, labels(2)}), "0");
}

TEST(MplsLabel2, KnowsWhetherItIsTheBottom) { EXPECT_EQ(metered("MPLS_LABEL_2", {labels(3)}), "38"); }

TEST(MplsLabel2, StaysZeroWithFewerLabels) { EXPECT_EQ(metered("MPLS_LABEL_2", {labels(1)}), "0"); }

TEST(MplsLabel2, IsFoundInADeepStackInFrontOfIpv6) {
    Packet packet = Ethernet{} / Vlan{.tpid = 0x88a8} / Vlan{};
    for (std::uint32_t i = 1; i <= 16; i++) packet.add(Mpls{.label = 0xff000 + i});

    EXPECT_EQ(metered("MPLS_LABEL_2", {packet / Ipv6{} / Udp{}}), "16711712");
}

TEST(MplsLabel2, NeedsAnIpHeader) { EXPECT_EQ(by_captured_octets("MPLS_LABEL_2", labels(2)), "0: malformed, 42: 39"); }

}  // namespace support::mpls_label_2
