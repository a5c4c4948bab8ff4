// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::tcp_ack_total_count {

TEST(TcpAckTotalCount, CountsPacketsWithTheFlag) {
    EXPECT_EQ(metered("tcpAckTotalCount", {Ethernet{} / Ipv4{} / Tcp{.flags = 0x10}, Ethernet{} / Ipv4{} / Tcp{.flags = 0xfff},
                                           Ethernet{} / Ipv4{} / Tcp{.flags = 0xfef}}),
              "2");
    EXPECT_EQ(metered("tcpAckTotalCount", {Ethernet{} / Ipv6{} / Tcp{.flags = 0x10}}), "1");
}

TEST(TcpAckTotalCount, IsZeroWithoutIt) {
    EXPECT_EQ(metered("tcpAckTotalCount", {Ethernet{} / Ipv4{} / Tcp{.flags = 0xfef}, Ethernet{} / Ipv4{} / Tcp{.flags = 0x0}}),
              "0");
}

TEST(TcpAckTotalCount, StaysZeroInOtherProtocolsAndLaterFragments) {
    EXPECT_EQ(metered("tcpAckTotalCount", {Ethernet{} / Ipv4{} / Udp{} / Raw{.payload = Octets(20, std::byte{0xff})}}), "0");
    EXPECT_EQ(metered("tcpAckTotalCount", {Ethernet{} / Ipv4{.fragment_offset = 1} / Tcp{.flags = 0xfff}}), "0");
}

TEST(TcpAckTotalCount, NeedsTheWholeTcpHeader) {
    EXPECT_EQ(by_captured_octets("tcpAckTotalCount", Ethernet{} / Ipv4{} / Tcp{.flags = 0x10}), "0: malformed, 34: 0, 54: 1");
}

}  // namespace support::tcp_ack_total_count
