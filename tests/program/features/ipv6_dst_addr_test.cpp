// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::ipv6_dst_addr {

TEST(Ipv6DstAddr, TellsFlowsApart) {
    const Packet one = Ethernet{} / Ipv6{.destination = "2001:db8::ffff:0:1"} / Udp{};
    const Packet other = Ethernet{} / Ipv6{.destination = "2001:db8:1:2:3:4:5:6"} / Udp{};

    EXPECT_EQ(metered("IPV6_DST_ADDR", {one, other, one}), "2001:db8:1:2:3:4:5:6 2001:db8::ffff:0:1");
    EXPECT_EQ(metered("IN_PKTS", {one, other, one}, "IPV6_DST_ADDR IN_PKTS"), "1 2");
}

TEST(Ipv6DstAddr, HasASiblingInFlowsOfTheOtherFamily) {
    const Metering metering = Meter("IPV6_DST_ADDR").run({Ethernet{} / Ipv6{} / Udp{}, Ethernet{} / Ipv4{} / Udp{}});

    EXPECT_EQ(metering.flows,
              (std::vector<std::string>{R"({"IPV4_DST_ADDR":"198.51.100.2"})", R"({"IPV6_DST_ADDR":"2001:db8::2"})"}));
}

TEST(Ipv6DstAddr, NeedsTheWholeIpHeader) {
    EXPECT_EQ(by_captured_octets("IPV6_DST_ADDR", Ethernet{} / Ipv6{} / Udp{}), "0: malformed, 54: 2001:db8::2");
}

TEST(Ipv6DstAddr, IsFoundBehindTagsLabelsAndExtensionHeaders) {
    const Packet packet = Ethernet{} / Vlan{} / Vlan{} / Mpls{} / Mpls{} / Ipv6{} / HopByHop{} / Udp{};

    EXPECT_EQ(by_captured_octets("IPV6_DST_ADDR", packet), "0: malformed, 70: 2001:db8::2");
}

}  // namespace support::ipv6_dst_addr
