// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::protocol {

TEST(Protocol, IsTheNumberInTheIpHeader) {
    EXPECT_EQ(metered("PROTOCOL", {Ethernet{} / Ipv4{} / Tcp{}}), "6");
    EXPECT_EQ(metered("PROTOCOL", {Ethernet{} / Ipv6{} / Udp{}}), "17");
    EXPECT_EQ(metered("PROTOCOL", {Ethernet{} / Ipv4{.protocol = 255} / Raw{}}), "255");
}

TEST(Protocol, TellsFlowsApart) {
    const Packet tcp = Ethernet{} / Ipv4{} / Tcp{}, udp = Ethernet{} / Ipv4{} / Udp{}, tcp6 = Ethernet{} / Ipv6{} / Tcp{};

    EXPECT_EQ(metered("IN_PKTS", {tcp, udp, tcp6}, "PROTOCOL IN_PKTS"), "1 2");
}

TEST(Protocol, IsThatBehindExtensionHeaders) {
    const Packet packet = Ethernet{} / Ipv6{} / HopByHop{} / DestinationOptions{} / Routing{} / Fragment{} / Tcp{};

    EXPECT_EQ(metered("PROTOCOL", {packet}), "6");
}

TEST(Protocol, IsThatOfTheFirstFragmentInLaterOnes) {
    EXPECT_EQ(metered("PROTOCOL", {Ethernet{} / Ipv4{.fragment_offset = 9} / Udp{}}), "17");
    EXPECT_EQ(metered("PROTOCOL", {Ethernet{} / Ipv6{} / Fragment{.offset = 9} / Udp{}}), "17");
}

TEST(Protocol, IsKnownOnceTheIpHeaderIsThere) {
    EXPECT_EQ(by_captured_octets("PROTOCOL", Ethernet{} / Vlan{} / Vlan{} / Mpls{} / Ipv4{.options = zeros(8)} / Tcp{}),
              "0: malformed, 54: 6");
    EXPECT_EQ(by_captured_octets("PROTOCOL", Ethernet{} / Ipv6{} / Udp{}), "0: malformed, 54: 17");
}

TEST(Protocol, IsTheHeaderThatIsCut) {
    const Packet packet = Ethernet{} / Ipv6{} / HopByHop{} / Routing{.options = zeros(14)} / Fragment{} / Udp{};

    EXPECT_EQ(by_captured_octets("PROTOCOL", packet), "0: malformed, 54: 0, 62: 43, 78: 44, 86: 17");
}

}  // namespace support::protocol
