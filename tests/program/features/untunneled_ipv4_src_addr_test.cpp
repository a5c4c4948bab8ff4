// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/tunnelled.hpp"

namespace support::untunneled_ipv4_src_addr {

static std::string around(const Packet& packet) { return tunnelled("UNTUNNELED_IPV4_SRC_ADDR", {packet}); }

TEST(UntunneledIpv4SrcAddr, IsThatOfThePacketDirectlyAround) {
    const Ipv4 outer{.source = "203.0.113.7"};

    EXPECT_EQ(around(Ethernet{} / outer / Ipv4{} / Tcp{}), "203.0.113.7");
    EXPECT_EQ(around(Ethernet{} / outer / Gre{} / Ipv6{} / Tcp{}), "203.0.113.7");
    EXPECT_EQ(
        around(Ethernet{} / Vlan{} / Ipv6{} / outer / Udp{.destination_port = 4789} / Vxlan{} / Ethernet{} / Ipv4{} / Tcp{}),
        "203.0.113.7");
}

TEST(UntunneledIpv4SrcAddr, IsThatOfTheFirstPacket) {
    const Packet one = Ethernet{} / Ipv4{.source = "203.0.113.7"} / Ipv4{} / Tcp{},
                 two = Ethernet{} / Ipv4{.source = "203.0.113.8"} / Ipv4{} / Tcp{};

    EXPECT_EQ(tunnelled("UNTUNNELED_IPV4_SRC_ADDR", {one, two}), "203.0.113.7");
    EXPECT_EQ(tunnelled("UNTUNNELED_IPV4_SRC_ADDR", {two, one}), "203.0.113.8");
}

TEST(UntunneledIpv4SrcAddr, IsZeroOutsideOfTunnelsAndInThoseOfIpv6) {
    EXPECT_EQ(around(Ethernet{} / Ipv4{} / Udp{}), "0.0.0.0");
    EXPECT_EQ(around(Ethernet{} / Ipv4{} / Ipv6{} / Ipv4{} / Udp{}), "0.0.0.0");
    EXPECT_EQ(metered("UNTUNNELED_IPV4_SRC_ADDR", {Ethernet{} / Ipv4{} / Ipv4{} / Tcp{}}), "0.0.0.0");
}

TEST(UntunneledIpv4SrcAddr, NeedsAWholeHeaderInside) {
    EXPECT_EQ(tunnelled_by_octets("UNTUNNELED_IPV4_SRC_ADDR", Ethernet{} / Ipv4{.source = "203.0.113.7"} / Ipv4{} / Tcp{}),
              "0: malformed, 34: 0.0.0.0, 54: 203.0.113.7");
}

}  // namespace support::untunneled_ipv4_src_addr
