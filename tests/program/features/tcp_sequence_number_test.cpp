// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::tcp_sequence_number {

TEST(TcpSequenceNumber, IsThatOfTheFirstPacket) {
    EXPECT_EQ(metered("tcpSequenceNumber",
                      {Ethernet{} / Ipv4{} / Tcp{.sequence = 0x89abcdef}, Ethernet{} / Ipv4{} / Tcp{.sequence = 7}}),
              "2309737967");
    EXPECT_EQ(metered("tcpSequenceNumber",
                      {Ethernet{} / Ipv4{} / Tcp{.sequence = 7}, Ethernet{} / Ipv4{} / Tcp{.sequence = 0x89abcdef}}),
              "7");
    EXPECT_EQ(metered("tcpSequenceNumber", {Ethernet{} / Ipv4{} / Udp{}, Ethernet{} / Ipv4{} / Tcp{.sequence = 0x89abcdef}}),
              "0");
}

TEST(TcpSequenceNumber, IsKnownInIpv6) {
    EXPECT_EQ(metered("tcpSequenceNumber", {Ethernet{} / Ipv6{} / DestinationOptions{} / Tcp{.sequence = 0x89abcdef}}),
              "2309737967");
}

TEST(TcpSequenceNumber, StaysZeroInOtherProtocolsAndLaterFragments) {
    EXPECT_EQ(metered("tcpSequenceNumber", {Ethernet{} / Ipv4{} / Udp{} / Raw{.payload = Octets(20, std::byte{0xff})}}), "0");
    EXPECT_EQ(metered("tcpSequenceNumber", {Ethernet{} / Ipv6{} / Icmp6{} / Raw{.payload = Octets(20, std::byte{0xff})}}), "0");
    EXPECT_EQ(metered("tcpSequenceNumber", {Ethernet{} / Ipv4{.fragment_offset = 1} / Tcp{.sequence = 0x89abcdef}}), "0");
}

TEST(TcpSequenceNumber, NeedsTheWholeTcpHeader) {
    EXPECT_EQ(by_captured_octets("tcpSequenceNumber", Ethernet{} / Ipv4{} / Tcp{.sequence = 0x89abcdef}),
              "0: malformed, 34: 0, 54: 2309737967");
    EXPECT_EQ(by_captured_octets("tcpSequenceNumber",
                                 Ethernet{} / Vlan{} / Mpls{} / Ipv4{.options = zeros(4)} / Tcp{.sequence = 0x89abcdef}),
              "0: malformed, 46: 0, 66: 2309737967");
}

}  // namespace support::tcp_sequence_number
