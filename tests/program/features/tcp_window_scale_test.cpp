// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::tcp_window_scale {

static Packet syn(Octets options) { return Ethernet{} / Ipv4{} / Tcp{.flags = 0x02, .options = std::move(options)}; }

TEST(TcpWindowScale, IsWhatTheSynAnnounces) {
    EXPECT_EQ(metered("tcpWindowScale", {syn(octets({3, 3, 7}))}), "7");
    EXPECT_EQ(metered("tcpWindowScale", {syn(octets({2, 4, 5, 0xb4, 1, 3, 3, 14}))}), "14");
    EXPECT_EQ(metered("tcpWindowScale",
                      {Ethernet{} / Vlan{} / Ipv6{} / HopByHop{} / Tcp{.flags = 0x12, .options = octets({1, 3, 3, 9})}}),
              "9");
}

TEST(TcpWindowScale, IsTheLargestOfSeveralSyns) {
    EXPECT_EQ(metered("tcpWindowScale", {syn(octets({3, 3, 2})), syn(octets({3, 3, 7})), Ethernet{} / Ipv4{} / Tcp{}}), "7");
    EXPECT_EQ(metered("tcpWindowScale", {syn(octets({3, 3, 7})), syn(octets({3, 3, 2}))}), "7");
}

TEST(TcpWindowScale, IsNotReadInOtherPackets) {
    EXPECT_EQ(metered("tcpWindowScale", {Ethernet{} / Ipv4{} / Tcp{.options = octets({3, 3, 7})}}), "0");
    EXPECT_EQ(metered("tcpWindowScale", {Ethernet{} / Ipv4{} / Udp{} / Raw{.payload = octets({3, 3, 7})}}), "0");
    EXPECT_EQ(metered("tcpWindowScale", {syn(octets({3, 4, 7, 7}))}), "0");
}

TEST(TcpWindowScale, NeedsTheWholeOption) {
    EXPECT_EQ(by_captured_octets("tcpWindowScale", syn(octets({1, 1, 1, 1, 1, 3, 3, 7}))), "0: malformed, 34: 0, 62: 7");
}

}  // namespace support::tcp_window_scale
