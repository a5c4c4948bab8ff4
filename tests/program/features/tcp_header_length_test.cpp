// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::tcp_header_length {

TEST(TcpHeaderLength, IsThatOfTheFirstPacket) {
    EXPECT_EQ(
        metered("tcpHeaderLength", {Ethernet{} / Ipv4{} / Tcp{.header_words = 15}, Ethernet{} / Ipv4{} / Tcp{.header_words = 6}}),
        "60");
    EXPECT_EQ(
        metered("tcpHeaderLength", {Ethernet{} / Ipv4{} / Tcp{.header_words = 6}, Ethernet{} / Ipv4{} / Tcp{.header_words = 15}}),
        "24");
    EXPECT_EQ(metered("tcpHeaderLength", {Ethernet{} / Ipv4{} / Udp{}, Ethernet{} / Ipv4{} / Tcp{.header_words = 15}}), "0");
}

TEST(TcpHeaderLength, IsKnownInIpv6) {
    EXPECT_EQ(metered("tcpHeaderLength", {Ethernet{} / Ipv6{} / DestinationOptions{} / Tcp{.header_words = 15}}), "60");
}

TEST(TcpHeaderLength, StaysZeroInOtherProtocolsAndLaterFragments) {
    EXPECT_EQ(metered("tcpHeaderLength", {Ethernet{} / Ipv4{} / Udp{} / Raw{.payload = Octets(20, std::byte{0xff})}}), "0");
    EXPECT_EQ(metered("tcpHeaderLength", {Ethernet{} / Ipv6{} / Icmp6{} / Raw{.payload = Octets(20, std::byte{0xff})}}), "0");
    EXPECT_EQ(metered("tcpHeaderLength", {Ethernet{} / Ipv4{.fragment_offset = 1} / Tcp{.header_words = 15}}), "0");
}

TEST(TcpHeaderLength, NeedsTheWholeTcpHeader) {
    EXPECT_EQ(by_captured_octets("tcpHeaderLength", Ethernet{} / Ipv4{} / Tcp{.header_words = 15}),
              "0: malformed, 34: 0, 54: 60");
    EXPECT_EQ(
        by_captured_octets("tcpHeaderLength", Ethernet{} / Vlan{} / Mpls{} / Ipv4{.options = zeros(4)} / Tcp{.header_words = 15}),
        "0: malformed, 46: 0, 66: 60");
}

}  // namespace support::tcp_header_length
