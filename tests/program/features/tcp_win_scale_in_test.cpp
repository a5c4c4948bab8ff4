// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::tcp_win_scale_in {

static Packet syn(Octets options) { return Ethernet{} / Ipv4{} / Tcp{.flags = 0x02, .options = std::move(options)}; }

TEST(TcpWinScaleIn, IsWhatTheSynAnnounces) {
    EXPECT_EQ(metered("TCP_WIN_SCALE_IN", {syn(octets({3, 3, 7}))}), "7");
    EXPECT_EQ(metered("TCP_WIN_SCALE_IN", {syn(octets({2, 4, 5, 0xb4, 1, 3, 3, 14}))}), "14");
    EXPECT_EQ(metered("TCP_WIN_SCALE_IN",
                      {Ethernet{} / Vlan{} / Ipv6{} / HopByHop{} / Tcp{.flags = 0x12, .options = octets({1, 3, 3, 9})}}),
              "9");
}

TEST(TcpWinScaleIn, IsTheLargestOfSeveralSyns) {
    EXPECT_EQ(metered("TCP_WIN_SCALE_IN", {syn(octets({3, 3, 2})), syn(octets({3, 3, 7})), Ethernet{} / Ipv4{} / Tcp{}}), "7");
    EXPECT_EQ(metered("TCP_WIN_SCALE_IN", {syn(octets({3, 3, 7})), syn(octets({3, 3, 2}))}), "7");
}

TEST(TcpWinScaleIn, IsNotReadInOtherPackets) {
    EXPECT_EQ(metered("TCP_WIN_SCALE_IN", {Ethernet{} / Ipv4{} / Tcp{.options = octets({3, 3, 7})}}), "0");
    EXPECT_EQ(metered("TCP_WIN_SCALE_IN", {Ethernet{} / Ipv4{} / Udp{} / Raw{.payload = octets({3, 3, 7})}}), "0");
    EXPECT_EQ(metered("TCP_WIN_SCALE_IN", {syn(octets({3, 4, 7, 7}))}), "0");
}

TEST(TcpWinScaleIn, NeedsTheWholeOption) {
    EXPECT_EQ(by_captured_octets("TCP_WIN_SCALE_IN", syn(octets({1, 1, 1, 1, 1, 3, 3, 7}))), "0: malformed, 34: 0, 62: 7");
}

}  // namespace support::tcp_win_scale_in
