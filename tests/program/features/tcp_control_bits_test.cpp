// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::tcp_control_bits {

TEST(TcpControlBits, AccumulatesOverPackets) {
    EXPECT_EQ(metered("tcpControlBits", {Ethernet{} / Ipv4{} / Tcp{.flags = 0x802}, Ethernet{} / Ipv4{} / Tcp{.flags = 0x111}}),
              "2323");
}

TEST(TcpControlBits, HoldsAllTwelveBits) {
    EXPECT_EQ(metered("tcpControlBits", {Ethernet{} / Ipv4{} / Tcp{.flags = 0xfff}}), "4095");
    EXPECT_EQ(metered("tcpControlBits", {Ethernet{} / Ipv6{} / Tcp{.flags = 0x912}}), "2322");
}

TEST(TcpControlBits, AreNotMixedUpWithTcpFlags) {
    const Metering metering = Meter("TCP_FLAGS tcpControlBits").run({Ethernet{} / Ipv4{} / Tcp{.flags = 0x112}});

    EXPECT_EQ(metering.flows, (std::vector<std::string>{R"({"TCP_FLAGS":18,"tcpControlBits":274})"}));
}

TEST(TcpControlBits, StaysZeroInOtherProtocols) {
    EXPECT_EQ(metered("tcpControlBits", {Ethernet{} / Ipv4{} / Udp{} / Raw{.payload = Octets(20, std::byte{0xff})}}), "0");
    EXPECT_EQ(metered("tcpControlBits", {Ethernet{} / Ipv6{} / Icmp6{} / Raw{.payload = Octets(20, std::byte{0xff})}}), "0");
}

TEST(TcpControlBits, StaysZeroInLaterFragments) {
    EXPECT_EQ(metered("tcpControlBits", {Ethernet{} / Ipv4{.fragment_offset = 1} / Tcp{.flags = 0x12}}), "0");
    EXPECT_EQ(metered("tcpControlBits", {Ethernet{} / Ipv6{} / Fragment{.offset = 1} / Tcp{.flags = 0x12}}), "0");
}

TEST(TcpControlBits, NeedsTheWholeTcpHeader) {
    EXPECT_EQ(by_captured_octets("tcpControlBits", Ethernet{} / Ipv4{} / Tcp{.flags = 0x12}), "0: malformed, 34: 0, 54: 18");
    EXPECT_EQ(by_captured_octets("tcpControlBits", Ethernet{} / Ipv6{} / Tcp{.flags = 0x12}), "0: malformed, 54: 0, 74: 18");
}

TEST(TcpControlBits, IsFoundBehindTagsLabelsAndOptions) {
    const Packet packet =
        Ethernet{} / Vlan{.tpid = 0x88a8} / Vlan{} / Mpls{} / Mpls{} / Ipv4{.options = zeros(40)} / Tcp{.flags = 0x12};

    EXPECT_EQ(by_captured_octets("tcpControlBits", packet), "0: malformed, 90: 0, 110: 18");
}

}  // namespace support::tcp_control_bits
