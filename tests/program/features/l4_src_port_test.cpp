// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::l4_src_port {

TEST(L4SrcPort, IsTheSourcePortOfEveryProtocolWithPorts) {
    EXPECT_EQ(metered("L4_SRC_PORT", {Ethernet{} / Ipv4{} / Tcp{.source_port = 0x1234}}), "4660");
    EXPECT_EQ(metered("L4_SRC_PORT", {Ethernet{} / Ipv4{} / Udp{.source_port = 0x1234}}), "4660");
    EXPECT_EQ(metered("L4_SRC_PORT", {Ethernet{} / Ipv4{} / UdpLite{.source_port = 0x1234}}), "4660");
    EXPECT_EQ(metered("L4_SRC_PORT", {Ethernet{} / Ipv6{} / Sctp{.source_port = 0x1234}}), "4660");
    EXPECT_EQ(metered("L4_SRC_PORT", {Ethernet{} / Ipv6{} / Dccp{.source_port = 0x1234}}), "4660");
}

TEST(L4SrcPort, TellsFlowsApart) {
    const Packet low = Ethernet{} / Ipv4{} / Udp{.source_port = 53}, high = Ethernet{} / Ipv4{} / Udp{.source_port = 65535};
    const Packet alike = Ethernet{} / Ipv4{} / Tcp{.source_port = 53, .destination_port = 9};

    EXPECT_EQ(metered("IN_PKTS", {low, high, alike}, "L4_SRC_PORT IN_PKTS"), "1 2");
}

TEST(L4SrcPort, IsZeroInIcmp) {
    EXPECT_EQ(metered("L4_SRC_PORT", {Ethernet{} / Ipv4{} / Icmp{.type = 3, .code = 1}}), "0");
    EXPECT_EQ(metered("L4_SRC_PORT", {Ethernet{} / Ipv6{} / Icmp6{.type = 129, .code = 2}}), "0");
}

TEST(L4SrcPort, IsZeroInOtherProtocolsAndLaterFragments) {
    EXPECT_EQ(metered("L4_SRC_PORT", {Ethernet{} / Ipv4{} / Raw{.payload = Octets(20, std::byte{1}), .protocol = 47}}), "0");
    EXPECT_EQ(metered("L4_SRC_PORT", {Ethernet{} / Ipv4{.fragment_offset = 185} / Udp{}}), "0");
    EXPECT_EQ(metered("L4_SRC_PORT", {Ethernet{} / Ipv6{} / Fragment{.offset = 185} / Udp{}}), "0");
}

TEST(L4SrcPort, NeedsTheWholeMinimalHeader) {
    const Ipv4 ip;

    EXPECT_EQ(by_captured_octets("L4_SRC_PORT", Ethernet{} / ip / Tcp{.source_port = 7}), "0: malformed, 34: 0, 54: 7");
    EXPECT_EQ(by_captured_octets("L4_SRC_PORT", Ethernet{} / ip / Udp{.source_port = 7}), "0: malformed, 34: 0, 42: 7");
    EXPECT_EQ(by_captured_octets("L4_SRC_PORT", Ethernet{} / ip / UdpLite{.source_port = 7}), "0: malformed, 34: 0, 42: 7");
    EXPECT_EQ(by_captured_octets("L4_SRC_PORT", Ethernet{} / ip / Sctp{.source_port = 7}), "0: malformed, 34: 0, 46: 7");
    EXPECT_EQ(by_captured_octets("L4_SRC_PORT", Ethernet{} / ip / Dccp{.source_port = 7}), "0: malformed, 34: 0, 46: 7");
}

TEST(L4SrcPort, IsFoundBehindTagsLabelsOptionsAndExtensionHeaders) {
    const Packet ipv4 = Ethernet{} / Vlan{} / Vlan{} / Mpls{} / Ipv4{.options = zeros(40)} / Udp{.source_port = 7};
    const Packet ipv6 =
        Ethernet{} / Vlan{} / Ipv6{} / HopByHop{} / Routing{.options = zeros(14)} / Fragment{} / Udp{.source_port = 7};

    EXPECT_EQ(by_captured_octets("L4_SRC_PORT", ipv4), "0: malformed, 86: 0, 94: 7");
    EXPECT_EQ(by_captured_octets("L4_SRC_PORT", ipv6), "0: malformed, 58: 0, 98: 7");
}

}  // namespace support::l4_src_port
