// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::tcp_win_max_in {

static Packet of(std::uint16_t window) { return Ethernet{} / Ipv4{} / Tcp{.window = window}; }

TEST(TcpWinMaxIn, IsTheLargestWhereverItComes) {
    EXPECT_EQ(metered("TCP_WIN_MAX_IN", {of(600), of(0xffff), of(50)}), "65535");
    EXPECT_EQ(metered("TCP_WIN_MAX_IN", {of(50), of(600)}), "600");
    EXPECT_EQ(metered("TCP_WIN_MAX_IN", {of(600), of(50)}), "600");
}

TEST(TcpWinMaxIn, IsKnownInIpv6) { EXPECT_EQ(metered("TCP_WIN_MAX_IN", {Ethernet{} / Ipv6{} / Tcp{.window = 0xfedc}}), "65244"); }

TEST(TcpWinMaxIn, StaysZeroInOtherProtocolsAndLaterFragments) {
    EXPECT_EQ(metered("TCP_WIN_MAX_IN", {Ethernet{} / Ipv4{} / Udp{} / Raw{.payload = Octets(20, std::byte{0xff})}}), "0");
    EXPECT_EQ(metered("TCP_WIN_MAX_IN", {Ethernet{} / Ipv4{.fragment_offset = 1} / Tcp{}}), "0");
}

TEST(TcpWinMaxIn, NeedsTheWholeTcpHeader) {
    EXPECT_EQ(by_captured_octets("TCP_WIN_MAX_IN", of(7)), "0: malformed, 34: 0, 54: 7");
}

}  // namespace support::tcp_win_max_in
