// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/tunnelled.hpp"

namespace support::untunneled_protocol {

static std::string around(const Packet& packet) { return tunnelled("UNTUNNELED_PROTOCOL", {packet}); }

TEST(UntunneledProtocol, IsThatOfThePacketDirectlyAround) {
    EXPECT_EQ(around(Ethernet{} / Ipv4{} / Ipv4{} / Tcp{}), "4");
    EXPECT_EQ(around(Ethernet{} / Ipv6{} / DestinationOptions{} / Ipv6{} / Tcp{}), "41");
    EXPECT_EQ(around(Ethernet{} / Ipv4{} / Gre{} / Ipv4{} / Tcp{}), "47");
    EXPECT_EQ(around(Ethernet{} / Ipv4{} / Gre{} / Ipv4{} / Udp{.destination_port = 2152} / GtpU{} / Ipv4{} / Tcp{}), "17");
}

TEST(UntunneledProtocol, IsThatOfTheFirstPacket) {
    const Packet gre = Ethernet{} / Ipv4{} / Gre{} / Ipv4{} / Tcp{}, ip = Ethernet{} / Ipv4{} / Ipv4{} / Tcp{};

    EXPECT_EQ(tunnelled("UNTUNNELED_PROTOCOL", {gre, ip}), "47");
    EXPECT_EQ(tunnelled("UNTUNNELED_PROTOCOL", {ip, gre}), "4");
}

TEST(UntunneledProtocol, IsZeroOutsideOfTunnels) {
    EXPECT_EQ(around(Ethernet{} / Ipv4{} / Udp{}), "0");
    EXPECT_EQ(around(Ethernet{} / Pppoe{} / Ppp{.address = false} / Ipv4{} / Udp{}), "0");
    EXPECT_EQ(metered("UNTUNNELED_PROTOCOL", {Ethernet{} / Ipv4{} / Ipv4{} / Tcp{}}), "0");
}

TEST(UntunneledProtocol, NeedsAWholeHeaderInside) {
    EXPECT_EQ(tunnelled_by_octets("UNTUNNELED_PROTOCOL", Ethernet{} / Ipv4{} / Ipv6{} / Udp{}), "0: malformed, 34: 0, 74: 41");
}

}  // namespace support::untunneled_protocol
