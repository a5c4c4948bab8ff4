// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/tunnelled.hpp"

namespace support::untunneled_ipv6_src_addr {

static std::string around(const Packet& packet) { return tunnelled("UNTUNNELED_IPV6_SRC_ADDR", {packet}); }

TEST(UntunneledIpv6SrcAddr, IsThatOfThePacketDirectlyAround) {
    const Ipv6 outer{.source = "2001:db8:1:2:3:4:5:6"};

    EXPECT_EQ(around(Ethernet{} / outer / Ipv4{} / Tcp{}), "2001:db8:1:2:3:4:5:6");
    EXPECT_EQ(around(Ethernet{} / outer / Gre{} / Ipv6{} / Tcp{}), "2001:db8:1:2:3:4:5:6");
    EXPECT_EQ(around(Ethernet{} / Ipv4{} / outer / Udp{.destination_port = 4789} / Vxlan{} / Ethernet{} / Ipv4{} / Tcp{}),
              "2001:db8:1:2:3:4:5:6");
}

TEST(UntunneledIpv6SrcAddr, IsThatOfTheFirstPacket) {
    const Packet one = Ethernet{} / Ipv6{.source = "2001:db8::7"} / Ipv4{} / Tcp{},
                 two = Ethernet{} / Ipv6{.source = "2001:db8::8"} / Ipv4{} / Tcp{};

    EXPECT_EQ(tunnelled("UNTUNNELED_IPV6_SRC_ADDR", {one, two}), "2001:db8::7");
    EXPECT_EQ(tunnelled("UNTUNNELED_IPV6_SRC_ADDR", {two, one}), "2001:db8::8");
}

TEST(UntunneledIpv6SrcAddr, IsZeroOutsideOfTunnelsAndInThoseOfIpv4) {
    EXPECT_EQ(around(Ethernet{} / Ipv6{} / Udp{}), "::");
    EXPECT_EQ(around(Ethernet{} / Ipv6{} / Ipv4{} / Ipv6{} / Udp{}), "::");
    EXPECT_EQ(metered("UNTUNNELED_IPV6_SRC_ADDR", {Ethernet{} / Ipv6{} / Ipv4{} / Tcp{}}), "::");
}

TEST(UntunneledIpv6SrcAddr, NeedsAWholeHeaderInside) {
    EXPECT_EQ(tunnelled_by_octets("UNTUNNELED_IPV6_SRC_ADDR", Ethernet{} / Ipv6{.source = "2001:db8::7"} / Ipv4{} / Tcp{}),
              "0: malformed, 54: ::, 74: 2001:db8::7");
}

}  // namespace support::untunneled_ipv6_src_addr
