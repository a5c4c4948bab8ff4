// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::ipv4_src_addr {

TEST(Ipv4SrcAddr, TellsFlowsApart) {
    const Packet one = Ethernet{} / Ipv4{.source = "203.0.113.1"} / Udp{};
    const Packet other = Ethernet{} / Ipv4{.source = "203.0.113.254"} / Udp{};

    EXPECT_EQ(metered("IPV4_SRC_ADDR", {one, other, one}), "203.0.113.1 203.0.113.254");
    EXPECT_EQ(metered("IN_PKTS", {one, other, one}, "IPV4_SRC_ADDR IN_PKTS"), "1 2");
}

TEST(Ipv4SrcAddr, HasASiblingInFlowsOfTheOtherFamily) {
    const Metering metering = Meter("IPV4_SRC_ADDR").run({Ethernet{} / Ipv4{} / Udp{}, Ethernet{} / Ipv6{} / Udp{}});

    EXPECT_EQ(metering.flows,
              (std::vector<std::string>{R"({"IPV4_SRC_ADDR":"192.0.2.1"})", R"({"IPV6_SRC_ADDR":"2001:db8::1"})"}));
}

TEST(Ipv4SrcAddr, NeedsTheWholeIpHeader) {
    EXPECT_EQ(by_captured_octets("IPV4_SRC_ADDR", Ethernet{} / Ipv4{} / Udp{}), "0: malformed, 34: 192.0.2.1");
}

TEST(Ipv4SrcAddr, IsFoundBehindTagsLabelsAndOptions) {
    const Packet packet = Ethernet{} / Vlan{} / Vlan{} / Mpls{} / Mpls{} / Ipv4{.options = zeros(40)} / Udp{};

    EXPECT_EQ(by_captured_octets("IPV4_SRC_ADDR", packet), "0: malformed, 90: 192.0.2.1");
}

}  // namespace support::ipv4_src_addr
