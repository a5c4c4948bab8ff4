// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::ethernet_type {

TEST(EthernetType, IsThatOfTheFirstPacket) {
    EXPECT_EQ(metered("ethernetType", {Ethernet{} / Ipv4{} / Udp{}, Ethernet{} / Ipv6{} / Udp{}}), "2048");
    EXPECT_EQ(metered("ethernetType", {Ethernet{} / Ipv6{} / Udp{}, Ethernet{} / Ipv4{} / Udp{}}), "34525");
}

TEST(EthernetType, IsTheTypeBehindVlanTags) {
    EXPECT_EQ(metered("ethernetType", {Ethernet{} / Vlan{.tpid = 0x88a8} / Vlan{} / Ipv4{} / Udp{}}), "2048");
}

TEST(EthernetType, IsThatOfMplsInFrontOfLabels) {
    EXPECT_EQ(metered("ethernetType", {Ethernet{} / Vlan{} / Mpls{} / Ipv4{} / Udp{}}), "34887");
    EXPECT_EQ(metered("ethernetType", {Ethernet{} / Mpls{.type = 0x8848} / Mpls{} / Ipv6{} / Udp{}}), "34888");
}

TEST(EthernetType, NeedsAnIpHeader) {
    EXPECT_EQ(by_captured_octets("ethernetType", Ethernet{} / Vlan{} / Ipv6{} / Udp{}), "0: malformed, 58: 34525");
}

}  // namespace support::ethernet_type
