// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::mpls_label_4 {

static Packet labels(std::uint32_t count, std::uint32_t base = 0) {
    Packet packet{Ethernet{}};
    for (std::uint32_t i = 1; i <= count; i++) packet.add(Mpls{.label = base + i, .bottom = i == count, .traffic_class = 3});
    return packet / Ipv4{} / Udp{};
}

TEST(MplsLabel4, IsThatOfTheFirstPacket) {
    EXPECT_EQ(metered("MPLS_LABEL_4", {labels(4), labels(4, 500)}), "71");
    EXPECT_EQ(metered("MPLS_LABEL_4", {labels(4, 500), labels(4)}), "8071");
    EXPECT_EQ(metered("MPLS_LABEL_4", {Ethernet{} / Ipv4{} / Udp{}, labels(4)}), "0");
}

TEST(MplsLabel4, KnowsWhetherItIsTheBottom) { EXPECT_EQ(metered("MPLS_LABEL_4", {labels(5)}), "70"); }

TEST(MplsLabel4, StaysZeroWithFewerLabels) { EXPECT_EQ(metered("MPLS_LABEL_4", {labels(3)}), "0"); }

TEST(MplsLabel4, IsFoundInADeepStackInFrontOfIpv6) {
    Packet packet = Ethernet{} / Vlan{.tpid = 0x88a8} / Vlan{};
    for (std::uint32_t i = 1; i <= 16; i++) packet.add(Mpls{.label = 0xff000 + i});

    EXPECT_EQ(metered("MPLS_LABEL_4", {packet / Ipv6{} / Udp{}}), "16711744");
}

TEST(MplsLabel4, NeedsAnIpHeader) { EXPECT_EQ(by_captured_octets("MPLS_LABEL_4", labels(4)), "0: malformed, 50: 71"); }

}  // namespace support::mpls_label_4
