// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::tcp_rst_total_count {

TEST(TcpRstTotalCount, CountsPacketsWithTheFlag) {
    EXPECT_EQ(metered("tcpRstTotalCount", {Ethernet{} / Ipv4{} / Tcp{.flags = 0x4}, Ethernet{} / Ipv4{} / Tcp{.flags = 0xfff},
                                           Ethernet{} / Ipv4{} / Tcp{.flags = 0xffb}}),
              "2");
    EXPECT_EQ(metered("tcpRstTotalCount", {Ethernet{} / Ipv6{} / Tcp{.flags = 0x4}}), "1");
}

TEST(TcpRstTotalCount, IsZeroWithoutIt) {
    EXPECT_EQ(metered("tcpRstTotalCount", {Ethernet{} / Ipv4{} / Tcp{.flags = 0xffb}, Ethernet{} / Ipv4{} / Tcp{.flags = 0x0}}),
              "0");
}

TEST(TcpRstTotalCount, StaysZeroInOtherProtocolsAndLaterFragments) {
    EXPECT_EQ(metered("tcpRstTotalCount", {Ethernet{} / Ipv4{} / Udp{} / Raw{.payload = Octets(20, std::byte{0xff})}}), "0");
    EXPECT_EQ(metered("tcpRstTotalCount", {Ethernet{} / Ipv4{.fragment_offset = 1} / Tcp{.flags = 0xfff}}), "0");
}

TEST(TcpRstTotalCount, NeedsTheWholeTcpHeader) {
    EXPECT_EQ(by_captured_octets("tcpRstTotalCount", Ethernet{} / Ipv4{} / Tcp{.flags = 0x4}), "0: malformed, 34: 0, 54: 1");
}

}  // namespace support::tcp_rst_total_count
