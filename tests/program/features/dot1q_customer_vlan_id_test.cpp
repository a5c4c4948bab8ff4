// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::dot1q_customer_vlan_id {

TEST(Dot1qCustomerVlanId, IsZeroWithoutATag) {
    EXPECT_EQ(metered("dot1qCustomerVlanId", {Ethernet{} / Mpls{.label = 0xfffff} / Ipv6{} / Tcp{}}), "0");
}

TEST(Dot1qCustomerVlanId, IsThatOfASingleTag) {
    EXPECT_EQ(metered("dot1qCustomerVlanId", {Ethernet{} / Vlan{.id = 3} / Ipv4{} / Udp{}}), "3");
    EXPECT_EQ(metered("dot1qCustomerVlanId", {Ethernet{} / Vlan{.id = 4095, .priority = 7} / Ipv6{} / Udp{}}), "4095");
}

TEST(Dot1qCustomerVlanId, IsThatOfTheInnermostOfTwoTags) {
    EXPECT_EQ(metered("dot1qCustomerVlanId", {Ethernet{} / Vlan{.tpid = 0x88a8, .id = 5} / Vlan{.id = 2} / Ipv4{} / Udp{}}), "2");
}

TEST(Dot1qCustomerVlanId, IsThatOfTheFirstPacket) {
    EXPECT_EQ(metered("dot1qCustomerVlanId",
                      {Ethernet{} / Vlan{.id = 3} / Ipv4{} / Udp{}, Ethernet{} / Vlan{.id = 1} / Ipv4{} / Udp{}}),
              "3");
    EXPECT_EQ(metered("dot1qCustomerVlanId",
                      {Ethernet{} / Vlan{.id = 1} / Ipv4{} / Udp{}, Ethernet{} / Vlan{.id = 3} / Ipv4{} / Udp{}}),
              "1");
    EXPECT_EQ(metered("dot1qCustomerVlanId", {Ethernet{} / Ipv4{} / Udp{}, Ethernet{} / Vlan{.id = 3} / Ipv4{} / Udp{}}), "0");
}

TEST(Dot1qCustomerVlanId, NeedsWholeTagsAndAnIpHeader) {
    EXPECT_EQ(
        by_captured_octets("dot1qCustomerVlanId", Ethernet{} / Vlan{.tpid = 0x88a8, .id = 5} / Vlan{.id = 2} / Ipv4{} / Udp{}),
        "0: malformed, 42: 2");
}

}  // namespace support::dot1q_customer_vlan_id
