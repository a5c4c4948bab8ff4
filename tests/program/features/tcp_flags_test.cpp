// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::tcp_flags {

TEST(TcpFlags, AccumulatesOverPackets) {
    EXPECT_EQ(metered("TCP_FLAGS", {Ethernet{} / Ipv4{} / Tcp{.flags = 0x02}, Ethernet{} / Ipv4{} / Tcp{.flags = 0x11}}), "19");
}

TEST(TcpFlags, HoldsTheLowEightBits) {
    EXPECT_EQ(metered("TCP_FLAGS", {Ethernet{} / Ipv4{} / Tcp{.flags = 0xfff}}), "255");
    EXPECT_EQ(metered("TCP_FLAGS", {Ethernet{} / Ipv6{} / Tcp{.flags = 0xf12}}), "18");
}

TEST(TcpFlags, StaysZeroInOtherProtocols) {
    EXPECT_EQ(metered("TCP_FLAGS", {Ethernet{} / Ipv4{} / Udp{} / Raw{.payload = Octets(20, std::byte{0xff})}}), "0");
    EXPECT_EQ(metered("TCP_FLAGS", {Ethernet{} / Ipv6{} / Icmp6{} / Raw{.payload = Octets(20, std::byte{0xff})}}), "0");
}

TEST(TcpFlags, StaysZeroInLaterFragments) {
    EXPECT_EQ(metered("TCP_FLAGS", {Ethernet{} / Ipv4{.fragment_offset = 1} / Tcp{.flags = 0x12}}), "0");
    EXPECT_EQ(metered("TCP_FLAGS", {Ethernet{} / Ipv6{} / Fragment{.offset = 1} / Tcp{.flags = 0x12}}), "0");
}

TEST(TcpFlags, NeedsTheWholeTcpHeader) {
    EXPECT_EQ(by_captured_octets("TCP_FLAGS", Ethernet{} / Ipv4{} / Tcp{.flags = 0x12}), "0: malformed, 34: 0, 54: 18");
    EXPECT_EQ(by_captured_octets("TCP_FLAGS", Ethernet{} / Ipv6{} / Tcp{.flags = 0x12}), "0: malformed, 54: 0, 74: 18");
}

TEST(TcpFlags, IsFoundBehindTagsLabelsAndOptions) {
    const Packet packet =
        Ethernet{} / Vlan{.tpid = 0x88a8} / Vlan{} / Mpls{} / Mpls{} / Ipv4{.options = zeros(40)} / Tcp{.flags = 0x12};

    EXPECT_EQ(by_captured_octets("TCP_FLAGS", packet), "0: malformed, 90: 0, 110: 18");
}

}  // namespace support::tcp_flags
