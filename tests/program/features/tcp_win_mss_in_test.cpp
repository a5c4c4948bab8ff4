// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::tcp_win_mss_in {

static Packet syn(Octets options) { return Ethernet{} / Ipv4{} / Tcp{.flags = 0x02, .options = std::move(options)}; }

TEST(TcpWinMssIn, IsWhatTheSynAnnounces) {
    EXPECT_EQ(metered("TCP_WIN_MSS_IN", {syn(octets({2, 4, 5, 0xb4}))}), "1460");
    EXPECT_EQ(metered("TCP_WIN_MSS_IN", {syn(octets({1, 1, 4, 2, 3, 3, 7, 2, 4, 0xff, 0xff}))}), "65535");
    EXPECT_EQ(metered("TCP_WIN_MSS_IN",
                      {Ethernet{} / Vlan{} / Ipv6{} / HopByHop{} / Tcp{.flags = 0x12, .options = octets({2, 4, 2, 0})}}),
              "512");
}

TEST(TcpWinMssIn, IsTheLargestOfSeveralSyns) {
    EXPECT_EQ(metered("TCP_WIN_MSS_IN", {syn(octets({2, 4, 2, 0})), syn(octets({2, 4, 5, 0xb4})), Ethernet{} / Ipv4{} / Tcp{}}),
              "1460");
    EXPECT_EQ(metered("TCP_WIN_MSS_IN", {syn(octets({2, 4, 5, 0xb4})), syn(octets({2, 4, 2, 0}))}), "1460");
}

TEST(TcpWinMssIn, IsNotReadInOtherPackets) {
    EXPECT_EQ(metered("TCP_WIN_MSS_IN", {Ethernet{} / Ipv4{} / Tcp{.options = octets({2, 4, 5, 0xb4})}}), "0");
    EXPECT_EQ(metered("TCP_WIN_MSS_IN", {syn({})}), "0");
    EXPECT_EQ(metered("TCP_WIN_MSS_IN", {Ethernet{} / Ipv4{} / Udp{} / Raw{.payload = octets({2, 4, 5, 0xb4})}}), "0");
}

TEST(TcpWinMssIn, EndsAtTheListsEndAndAtBadLengths) {
    EXPECT_EQ(metered("TCP_WIN_MSS_IN", {syn(octets({0, 2, 4, 5, 0xb4}))}), "0");
    EXPECT_EQ(metered("TCP_WIN_MSS_IN", {syn(octets({8, 0, 2, 4, 5, 0xb4}))}), "0");
    EXPECT_EQ(metered("TCP_WIN_MSS_IN", {syn(octets({8, 1, 2, 4, 5, 0xb4}))}), "0");
    EXPECT_EQ(metered("TCP_WIN_MSS_IN", {syn(octets({8, 11, 2, 4, 5, 0xb4}))}), "0");
    EXPECT_EQ(metered("TCP_WIN_MSS_IN", {syn(octets({2, 3, 5, 0}))}), "0");
    EXPECT_EQ(metered("TCP_WIN_MSS_IN", {syn(octets({1, 1, 1, 2}))}), "0");
}

TEST(TcpWinMssIn, NeedsTheWholeOption) {
    EXPECT_EQ(by_captured_octets("TCP_WIN_MSS_IN", syn(octets({1, 1, 1, 1, 2, 4, 5, 0xb4}))), "0: malformed, 34: 0, 62: 1460");
}

}  // namespace support::tcp_win_mss_in
