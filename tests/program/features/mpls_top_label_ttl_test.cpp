// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::mpls_top_label_ttl {

TEST(MplsTopLabelTtl, IsThatOfTheFirstPacket) {
    EXPECT_EQ(metered("mplsTopLabelTTL",
                      {Ethernet{} / Mpls{.ttl = 255} / Ipv4{} / Udp{}, Ethernet{} / Mpls{.ttl = 9} / Ipv4{} / Udp{}}),
              "255");
    EXPECT_EQ(metered("mplsTopLabelTTL",
                      {Ethernet{} / Mpls{.ttl = 9} / Ipv4{} / Udp{}, Ethernet{} / Mpls{.ttl = 255} / Ipv4{} / Udp{}}),
              "9");
}

TEST(MplsTopLabelTtl, IsThatOfTheTopmostLabel) {
    EXPECT_EQ(metered("mplsTopLabelTTL", {Ethernet{} / Vlan{} / Mpls{.ttl = 255} / Mpls{.ttl = 9} / Ipv6{} / Udp{}}), "255");
}

TEST(MplsTopLabelTtl, IsMixedUpWithNothingElse) {
    EXPECT_EQ(metered("mplsTopLabelTTL", {Ethernet{} / Mpls{.label = 0xfffff, .traffic_class = 7, .ttl = 0} / Ipv4{} / Udp{}}),
              "0");
}

TEST(MplsTopLabelTtl, IsZeroWithoutLabels) {
    EXPECT_EQ(metered("mplsTopLabelTTL", {Ethernet{} / Ipv4{.tos = 255} / Udp{}, Ethernet{} / Mpls{.ttl = 255} / Ipv4{} / Udp{}}),
              "0");
}

TEST(MplsTopLabelTtl, NeedsAnIpHeader) {
    EXPECT_EQ(by_captured_octets("mplsTopLabelTTL", Ethernet{} / Mpls{.ttl = 255} / Ipv4{} / Udp{}), "0: malformed, 38: 255");
}

}  // namespace support::mpls_top_label_ttl
