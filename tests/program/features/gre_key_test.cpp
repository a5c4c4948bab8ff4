// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/tunnelled.hpp"

namespace support::gre_key {

static std::string key(const Packet& packet) { return tunnelled("greKey", {packet}); }

TEST(GreKey, IsThatOfTheTunnel) {
    EXPECT_EQ(key(Ethernet{} / Ipv4{} / Gre{.key = 0x89abcdef} / Ipv4{} / Udp{}), "2309737967");
    EXPECT_EQ(key(Ethernet{} / Ipv6{} / Gre{.key = 6, .sequence = 7, .checksum = true} / Ipv6{} / Udp{}), "6");
    EXPECT_EQ(key(Ethernet{} / Ipv4{} / Gre{.key = 0x1234} / Ethernet{} / Ipv4{} / Udp{}), "4660");
}

TEST(GreKey, TellsFlowsApart) {
    const Packet one = Ethernet{} / Ipv4{} / Gre{.key = 1} / Ipv4{} / Udp{},
                 two = Ethernet{} / Ipv4{} / Gre{.key = 2} / Ipv4{} / Udp{};

    EXPECT_EQ(tunnelled("IN_PKTS", {one, two, two}, "IN_PKTS greKey"), "1 2");
}

TEST(GreKey, IsZeroWithoutAKeyAndInOtherTunnels) {
    const Packet vxlan = Ethernet{} / Ipv4{} / Udp{.destination_port = 4789} / Vxlan{.network = 9} / Ethernet{} / Ipv4{};

    EXPECT_EQ(key(Ethernet{} / Ipv4{} / Gre{.sequence = 7} / Ipv4{} / Udp{}), "0");
    EXPECT_EQ(key(Ethernet{} / Ipv4{} / Pptp{} / Ppp{} / Ipv4{} / Udp{}), "0");  // a length and a call instead
    EXPECT_EQ(key(vxlan / Udp{}), "0");
    EXPECT_EQ(
        key(Ethernet{} / Ipv4{} / Gre{.key = 7} / Ipv4{} / Udp{.destination_port = 4789} / Vxlan{} / Ethernet{} / Ipv4{} / Udp{}),
        "0");  // the network is the innermost identifier
    EXPECT_EQ(key(Ethernet{} / Ipv4{} / Udp{}), "0");
    EXPECT_EQ(metered("greKey", {Ethernet{} / Ipv4{} / Gre{.key = 1} / Ipv4{} / Udp{}}), "0");
}

TEST(GreKey, NeedsAWholeHeaderInside) {
    EXPECT_EQ(tunnelled_by_octets("greKey", Ethernet{} / Ipv4{} / Gre{.key = 5} / Ipv6{} / Udp{}), "0: malformed, 34: 0, 82: 5");
}

}  // namespace support::gre_key
