// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::tcp_urgent_pointer {

TEST(TcpUrgentPointer, IsThatOfTheFirstPacket) {
    EXPECT_EQ(metered("tcpUrgentPointer", {Ethernet{} / Ipv4{} / Tcp{.urgent = 0xabcd}, Ethernet{} / Ipv4{} / Tcp{.urgent = 7}}),
              "43981");
    EXPECT_EQ(metered("tcpUrgentPointer", {Ethernet{} / Ipv4{} / Tcp{.urgent = 7}, Ethernet{} / Ipv4{} / Tcp{.urgent = 0xabcd}}),
              "7");
    EXPECT_EQ(metered("tcpUrgentPointer", {Ethernet{} / Ipv4{} / Udp{}, Ethernet{} / Ipv4{} / Tcp{.urgent = 0xabcd}}), "0");
}

TEST(TcpUrgentPointer, IsKnownInIpv6) {
    EXPECT_EQ(metered("tcpUrgentPointer", {Ethernet{} / Ipv6{} / DestinationOptions{} / Tcp{.urgent = 0xabcd}}), "43981");
}

TEST(TcpUrgentPointer, StaysZeroInOtherProtocolsAndLaterFragments) {
    EXPECT_EQ(metered("tcpUrgentPointer", {Ethernet{} / Ipv4{} / Udp{} / Raw{.payload = Octets(20, std::byte{0xff})}}), "0");
    EXPECT_EQ(metered("tcpUrgentPointer", {Ethernet{} / Ipv6{} / Icmp6{} / Raw{.payload = Octets(20, std::byte{0xff})}}), "0");
    EXPECT_EQ(metered("tcpUrgentPointer", {Ethernet{} / Ipv4{.fragment_offset = 1} / Tcp{.urgent = 0xabcd}}), "0");
}

TEST(TcpUrgentPointer, NeedsTheWholeTcpHeader) {
    EXPECT_EQ(by_captured_octets("tcpUrgentPointer", Ethernet{} / Ipv4{} / Tcp{.urgent = 0xabcd}),
              "0: malformed, 34: 0, 54: 43981");
    EXPECT_EQ(
        by_captured_octets("tcpUrgentPointer", Ethernet{} / Vlan{} / Mpls{} / Ipv4{.options = zeros(4)} / Tcp{.urgent = 0xabcd}),
        "0: malformed, 46: 0, 66: 43981");
}

}  // namespace support::tcp_urgent_pointer
