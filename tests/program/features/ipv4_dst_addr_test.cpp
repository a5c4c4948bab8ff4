// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::ipv4_dst_addr {

TEST(Ipv4DstAddr, TellsFlowsApart) {
    const Packet one = Ethernet{} / Ipv4{.destination = "203.0.113.1"} / Udp{};
    const Packet other = Ethernet{} / Ipv4{.destination = "203.0.113.254"} / Udp{};

    EXPECT_EQ(metered("IPV4_DST_ADDR", {one, other, one}), "203.0.113.1 203.0.113.254");
    EXPECT_EQ(metered("IN_PKTS", {one, other, one}, "IPV4_DST_ADDR IN_PKTS"), "1 2");
}

TEST(Ipv4DstAddr, HasASiblingInFlowsOfTheOtherFamily) {
    const Metering metering = Meter("IPV4_DST_ADDR").run({Ethernet{} / Ipv4{} / Udp{}, Ethernet{} / Ipv6{} / Udp{}});

    EXPECT_EQ(metering.flows,
              (std::vector<std::string>{R"({"IPV4_DST_ADDR":"198.51.100.2"})", R"({"IPV6_DST_ADDR":"2001:db8::2"})"}));
}

TEST(Ipv4DstAddr, NeedsTheWholeIpHeader) {
    EXPECT_EQ(by_captured_octets("IPV4_DST_ADDR", Ethernet{} / Ipv4{} / Udp{}), "0: malformed, 34: 198.51.100.2");
}

TEST(Ipv4DstAddr, IsFoundBehindTagsLabelsAndOptions) {
    const Packet packet = Ethernet{} / Vlan{} / Vlan{} / Mpls{} / Mpls{} / Ipv4{.options = zeros(40)} / Udp{};

    EXPECT_EQ(by_captured_octets("IPV4_DST_ADDR", packet), "0: malformed, 90: 198.51.100.2");
}

}  // namespace support::ipv4_dst_addr
