// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::tcp_urg_total_count {

TEST(TcpUrgTotalCount, CountsPacketsWithTheFlag) {
    EXPECT_EQ(metered("tcpUrgTotalCount", {Ethernet{} / Ipv4{} / Tcp{.flags = 0x20}, Ethernet{} / Ipv4{} / Tcp{.flags = 0xfff},
                                           Ethernet{} / Ipv4{} / Tcp{.flags = 0xfdf}}),
              "2");
    EXPECT_EQ(metered("tcpUrgTotalCount", {Ethernet{} / Ipv6{} / Tcp{.flags = 0x20}}), "1");
}

TEST(TcpUrgTotalCount, IsZeroWithoutIt) {
    EXPECT_EQ(metered("tcpUrgTotalCount", {Ethernet{} / Ipv4{} / Tcp{.flags = 0xfdf}, Ethernet{} / Ipv4{} / Tcp{.flags = 0x0}}),
              "0");
}

TEST(TcpUrgTotalCount, StaysZeroInOtherProtocolsAndLaterFragments) {
    EXPECT_EQ(metered("tcpUrgTotalCount", {Ethernet{} / Ipv4{} / Udp{} / Raw{.payload = Octets(20, std::byte{0xff})}}), "0");
    EXPECT_EQ(metered("tcpUrgTotalCount", {Ethernet{} / Ipv4{.fragment_offset = 1} / Tcp{.flags = 0xfff}}), "0");
}

TEST(TcpUrgTotalCount, NeedsTheWholeTcpHeader) {
    EXPECT_EQ(by_captured_octets("tcpUrgTotalCount", Ethernet{} / Ipv4{} / Tcp{.flags = 0x20}), "0: malformed, 34: 0, 54: 1");
}

}  // namespace support::tcp_urg_total_count
