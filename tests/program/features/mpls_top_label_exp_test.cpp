// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::mpls_top_label_exp {

TEST(MplsTopLabelExp, IsThatOfTheFirstPacket) {
    EXPECT_EQ(metered("mplsTopLabelExp", {Ethernet{} / Mpls{.traffic_class = 7} / Ipv4{} / Udp{},
                                          Ethernet{} / Mpls{.traffic_class = 2} / Ipv4{} / Udp{}}),
              "7");
    EXPECT_EQ(metered("mplsTopLabelExp", {Ethernet{} / Mpls{.traffic_class = 2} / Ipv4{} / Udp{},
                                          Ethernet{} / Mpls{.traffic_class = 7} / Ipv4{} / Udp{}}),
              "2");
}

TEST(MplsTopLabelExp, IsThatOfTheTopmostLabel) {
    EXPECT_EQ(
        metered("mplsTopLabelExp", {Ethernet{} / Vlan{} / Mpls{.traffic_class = 7} / Mpls{.traffic_class = 2} / Ipv6{} / Udp{}}),
        "7");
}

TEST(MplsTopLabelExp, IsMixedUpWithNothingElse) {
    EXPECT_EQ(metered("mplsTopLabelExp", {Ethernet{} / Mpls{.label = 0xfffff, .ttl = 255} / Ipv4{} / Udp{}}), "0");
}

TEST(MplsTopLabelExp, IsZeroWithoutLabels) {
    EXPECT_EQ(metered("mplsTopLabelExp",
                      {Ethernet{} / Ipv4{.tos = 255} / Udp{}, Ethernet{} / Mpls{.traffic_class = 7} / Ipv4{} / Udp{}}),
              "0");
}

TEST(MplsTopLabelExp, NeedsAnIpHeader) {
    EXPECT_EQ(by_captured_octets("mplsTopLabelExp", Ethernet{} / Mpls{.traffic_class = 7} / Ipv4{} / Udp{}),
              "0: malformed, 38: 7");
}

}  // namespace support::mpls_top_label_exp
