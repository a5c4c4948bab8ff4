// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::tcp_window_size {

TEST(TcpWindowSize, IsThatOfTheFirstPacket) {
    EXPECT_EQ(metered("tcpWindowSize", {Ethernet{} / Ipv4{} / Tcp{.window = 0xabcd}, Ethernet{} / Ipv4{} / Tcp{.window = 7}}),
              "43981");
    EXPECT_EQ(metered("tcpWindowSize", {Ethernet{} / Ipv4{} / Tcp{.window = 7}, Ethernet{} / Ipv4{} / Tcp{.window = 0xabcd}}),
              "7");
    EXPECT_EQ(metered("tcpWindowSize", {Ethernet{} / Ipv4{} / Udp{}, Ethernet{} / Ipv4{} / Tcp{.window = 0xabcd}}), "0");
}

TEST(TcpWindowSize, IsKnownInIpv6) {
    EXPECT_EQ(metered("tcpWindowSize", {Ethernet{} / Ipv6{} / DestinationOptions{} / Tcp{.window = 0xabcd}}), "43981");
}

TEST(TcpWindowSize, StaysZeroInOtherProtocolsAndLaterFragments) {
    EXPECT_EQ(metered("tcpWindowSize", {Ethernet{} / Ipv4{} / Udp{} / Raw{.payload = Octets(20, std::byte{0xff})}}), "0");
    EXPECT_EQ(metered("tcpWindowSize", {Ethernet{} / Ipv6{} / Icmp6{} / Raw{.payload = Octets(20, std::byte{0xff})}}), "0");
    EXPECT_EQ(metered("tcpWindowSize", {Ethernet{} / Ipv4{.fragment_offset = 1} / Tcp{.window = 0xabcd}}), "0");
}

TEST(TcpWindowSize, NeedsTheWholeTcpHeader) {
    EXPECT_EQ(by_captured_octets("tcpWindowSize", Ethernet{} / Ipv4{} / Tcp{.window = 0xabcd}), "0: malformed, 34: 0, 54: 43981");
    EXPECT_EQ(
        by_captured_octets("tcpWindowSize", Ethernet{} / Vlan{} / Mpls{} / Ipv4{.options = zeros(4)} / Tcp{.window = 0xabcd}),
        "0: malformed, 46: 0, 66: 43981");
}

}  // namespace support::tcp_window_size
