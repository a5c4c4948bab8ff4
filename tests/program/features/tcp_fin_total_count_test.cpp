// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::tcp_fin_total_count {

TEST(TcpFinTotalCount, CountsPacketsWithTheFlag) {
    EXPECT_EQ(metered("tcpFinTotalCount", {Ethernet{} / Ipv4{} / Tcp{.flags = 0x1}, Ethernet{} / Ipv4{} / Tcp{.flags = 0xfff},
                                           Ethernet{} / Ipv4{} / Tcp{.flags = 0xffe}}),
              "2");
    EXPECT_EQ(metered("tcpFinTotalCount", {Ethernet{} / Ipv6{} / Tcp{.flags = 0x1}}), "1");
}

TEST(TcpFinTotalCount, IsZeroWithoutIt) {
    EXPECT_EQ(metered("tcpFinTotalCount", {Ethernet{} / Ipv4{} / Tcp{.flags = 0xffe}, Ethernet{} / Ipv4{} / Tcp{.flags = 0x0}}),
              "0");
}

TEST(TcpFinTotalCount, StaysZeroInOtherProtocolsAndLaterFragments) {
    EXPECT_EQ(metered("tcpFinTotalCount", {Ethernet{} / Ipv4{} / Udp{} / Raw{.payload = Octets(20, std::byte{0xff})}}), "0");
    EXPECT_EQ(metered("tcpFinTotalCount", {Ethernet{} / Ipv4{.fragment_offset = 1} / Tcp{.flags = 0xfff}}), "0");
}

TEST(TcpFinTotalCount, NeedsTheWholeTcpHeader) {
    EXPECT_EQ(by_captured_octets("tcpFinTotalCount", Ethernet{} / Ipv4{} / Tcp{.flags = 0x1}), "0: malformed, 34: 0, 54: 1");
}

}  // namespace support::tcp_fin_total_count
