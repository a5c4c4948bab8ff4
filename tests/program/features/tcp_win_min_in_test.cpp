// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::tcp_win_min_in {

static Packet of(std::uint16_t window) { return Ethernet{} / Ipv4{} / Tcp{.window = window}; }

TEST(TcpWinMinIn, IsTheSmallestWhereverItComes) {
    EXPECT_EQ(metered("TCP_WIN_MIN_IN", {of(600), of(50), of(0xffff)}), "50");
    EXPECT_EQ(metered("TCP_WIN_MIN_IN", {of(50), of(600)}), "50");
    EXPECT_EQ(metered("TCP_WIN_MIN_IN", {of(600), of(0)}), "0");
}

TEST(TcpWinMinIn, IsKnownInIpv6) { EXPECT_EQ(metered("TCP_WIN_MIN_IN", {Ethernet{} / Ipv6{} / Tcp{.window = 0xfedc}}), "65244"); }

TEST(TcpWinMinIn, IsZeroWhereAPacketIsNotTcp) {
    EXPECT_EQ(metered("TCP_WIN_MIN_IN", {of(600), Ethernet{} / Ipv4{} / Udp{}}), "0");
    EXPECT_EQ(metered("TCP_WIN_MIN_IN", {Ethernet{} / Ipv4{} / Udp{}, of(600)}), "0");
    EXPECT_EQ(metered("TCP_WIN_MIN_IN", {of(600), Ethernet{} / Ipv4{} / Udp{}}, "PROTOCOL TCP_WIN_MIN_IN"), "0 600");
}

TEST(TcpWinMinIn, NeedsTheWholeTcpHeader) {
    EXPECT_EQ(by_captured_octets("TCP_WIN_MIN_IN", of(7)), "0: malformed, 34: 0, 54: 7");
}

}  // namespace support::tcp_win_min_in
