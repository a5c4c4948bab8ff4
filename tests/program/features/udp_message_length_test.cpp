// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::udp_message_length {

TEST(UdpMessageLength, IsThatOfTheFirstPacket) {
    EXPECT_EQ(metered("udpMessageLength", {Ethernet{} / Ipv4{} / Udp{} / Raw{.payload = zeros(10)}, Ethernet{} / Ipv4{} / Udp{}}),
              "18");
    EXPECT_EQ(metered("udpMessageLength", {Ethernet{} / Ipv4{} / Udp{}, Ethernet{} / Ipv4{} / Udp{} / Raw{.payload = zeros(10)}}),
              "8");
    EXPECT_EQ(metered("udpMessageLength", {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv4{} / Udp{}}), "0");
}

TEST(UdpMessageLength, IsWhatTheHeaderSays) {
    EXPECT_EQ(metered("udpMessageLength", {Ethernet{} / Ipv4{} / Udp{.length = 0xabcd}}), "43981");
    EXPECT_EQ(metered("udpMessageLength", {Ethernet{} / Ipv6{} / DestinationOptions{} / Udp{.length = 0}}), "0");
    EXPECT_EQ(metered("udpMessageLength", {Ethernet{} / Ipv6{} / Udp{} / Raw{.payload = zeros(3)}}), "11");
}

TEST(UdpMessageLength, StaysZeroInOtherProtocolsAndLaterFragments) {
    EXPECT_EQ(metered("udpMessageLength", {Ethernet{} / Ipv4{} / UdpLite{}}), "0");
    EXPECT_EQ(metered("udpMessageLength", {Ethernet{} / Ipv4{} / Sctp{} / Raw{.payload = zeros(20)}}), "0");
    EXPECT_EQ(metered("udpMessageLength", {Ethernet{} / Ipv4{.fragment_offset = 1} / Udp{}}), "0");
}

TEST(UdpMessageLength, NeedsTheWholeUdpHeader) {
    EXPECT_EQ(by_captured_octets("udpMessageLength", Ethernet{} / Vlan{} / Ipv4{.options = zeros(4)} / Udp{}),
              "0: malformed, 42: 0, 50: 8");
}

}  // namespace support::udp_message_length
