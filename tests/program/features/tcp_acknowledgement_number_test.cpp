// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::tcp_acknowledgement_number {

TEST(TcpAcknowledgementNumber, IsThatOfTheFirstPacket) {
    EXPECT_EQ(metered("tcpAcknowledgementNumber", {Ethernet{} / Ipv4{} / Tcp{.acknowledgement = 0x89abcdef},
                                                   Ethernet{} / Ipv4{} / Tcp{.acknowledgement = 7}}),
              "2309737967");
    EXPECT_EQ(metered("tcpAcknowledgementNumber", {Ethernet{} / Ipv4{} / Tcp{.acknowledgement = 7},
                                                   Ethernet{} / Ipv4{} / Tcp{.acknowledgement = 0x89abcdef}}),
              "7");
    EXPECT_EQ(metered("tcpAcknowledgementNumber",
                      {Ethernet{} / Ipv4{} / Udp{}, Ethernet{} / Ipv4{} / Tcp{.acknowledgement = 0x89abcdef}}),
              "0");
}

TEST(TcpAcknowledgementNumber, IsKnownInIpv6) {
    EXPECT_EQ(
        metered("tcpAcknowledgementNumber", {Ethernet{} / Ipv6{} / DestinationOptions{} / Tcp{.acknowledgement = 0x89abcdef}}),
        "2309737967");
}

TEST(TcpAcknowledgementNumber, StaysZeroInOtherProtocolsAndLaterFragments) {
    EXPECT_EQ(metered("tcpAcknowledgementNumber", {Ethernet{} / Ipv4{} / Udp{} / Raw{.payload = Octets(20, std::byte{0xff})}}),
              "0");
    EXPECT_EQ(metered("tcpAcknowledgementNumber", {Ethernet{} / Ipv6{} / Icmp6{} / Raw{.payload = Octets(20, std::byte{0xff})}}),
              "0");
    EXPECT_EQ(metered("tcpAcknowledgementNumber", {Ethernet{} / Ipv4{.fragment_offset = 1} / Tcp{.acknowledgement = 0x89abcdef}}),
              "0");
}

TEST(TcpAcknowledgementNumber, NeedsTheWholeTcpHeader) {
    EXPECT_EQ(by_captured_octets("tcpAcknowledgementNumber", Ethernet{} / Ipv4{} / Tcp{.acknowledgement = 0x89abcdef}),
              "0: malformed, 34: 0, 54: 2309737967");
    EXPECT_EQ(by_captured_octets("tcpAcknowledgementNumber",
                                 Ethernet{} / Vlan{} / Mpls{} / Ipv4{.options = zeros(4)} / Tcp{.acknowledgement = 0x89abcdef}),
              "0: malformed, 46: 0, 66: 2309737967");
}

}  // namespace support::tcp_acknowledgement_number
