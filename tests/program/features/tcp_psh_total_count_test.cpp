// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::tcp_psh_total_count {

TEST(TcpPshTotalCount, CountsPacketsWithTheFlag) {
    EXPECT_EQ(metered("tcpPshTotalCount", {Ethernet{} / Ipv4{} / Tcp{.flags = 0x8}, Ethernet{} / Ipv4{} / Tcp{.flags = 0xfff},
                                           Ethernet{} / Ipv4{} / Tcp{.flags = 0xff7}}),
              "2");
    EXPECT_EQ(metered("tcpPshTotalCount", {Ethernet{} / Ipv6{} / Tcp{.flags = 0x8}}), "1");
}

TEST(TcpPshTotalCount, IsZeroWithoutIt) {
    EXPECT_EQ(metered("tcpPshTotalCount", {Ethernet{} / Ipv4{} / Tcp{.flags = 0xff7}, Ethernet{} / Ipv4{} / Tcp{.flags = 0x0}}),
              "0");
}

TEST(TcpPshTotalCount, StaysZeroInOtherProtocolsAndLaterFragments) {
    EXPECT_EQ(metered("tcpPshTotalCount", {Ethernet{} / Ipv4{} / Udp{} / Raw{.payload = Octets(20, std::byte{0xff})}}), "0");
    EXPECT_EQ(metered("tcpPshTotalCount", {Ethernet{} / Ipv4{.fragment_offset = 1} / Tcp{.flags = 0xfff}}), "0");
}

TEST(TcpPshTotalCount, NeedsTheWholeTcpHeader) {
    EXPECT_EQ(by_captured_octets("tcpPshTotalCount", Ethernet{} / Ipv4{} / Tcp{.flags = 0x8}), "0: malformed, 34: 0, 54: 1");
}

}  // namespace support::tcp_psh_total_count
