// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::ip_protocol_version {

TEST(IpProtocolVersion, IsFourOrSix) {
    EXPECT_EQ(metered("IP_PROTOCOL_VERSION", {Ethernet{} / Ipv4{} / Udp{}}), "4");
    EXPECT_EQ(metered("IP_PROTOCOL_VERSION", {Ethernet{} / Ipv6{} / Udp{}}), "6");
}

TEST(IpProtocolVersion, TellsFlowsApart) {
    const std::vector<Captured> frames = {Ethernet{} / Ipv4{} / Udp{}, Ethernet{} / Ipv6{} / Udp{}, Ethernet{} / Ipv4{} / Tcp{}};

    EXPECT_EQ(metered("IN_PKTS", frames, "IP_PROTOCOL_VERSION IN_PKTS"), "1 2");
}

TEST(IpProtocolVersion, IsThatOfTheOuterPacketInATunnel) {
    EXPECT_EQ(metered("IP_PROTOCOL_VERSION", {Ethernet{} / Ipv4{} / Ipv6{} / Tcp{}}), "4");
}

TEST(IpProtocolVersion, NeedsTheWholeIpHeader) {
    EXPECT_EQ(by_captured_octets("IP_PROTOCOL_VERSION", Ethernet{} / Vlan{} / Mpls{} / Ipv4{.options = zeros(4)} / Udp{}),
              "0: malformed, 46: 4");
    EXPECT_EQ(by_captured_octets("IP_PROTOCOL_VERSION", Ethernet{} / Ipv6{} / Udp{}), "0: malformed, 54: 6");
}

}  // namespace support::ip_protocol_version
