// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::dot1q_customer_priority {

TEST(Dot1qCustomerPriority, IsZeroWithoutATag) {
    EXPECT_EQ(metered("dot1qCustomerPriority", {Ethernet{} / Mpls{.label = 0xfffff} / Ipv6{} / Tcp{}}), "0");
}

TEST(Dot1qCustomerPriority, IsThatOfASingleTag) {
    EXPECT_EQ(metered("dot1qCustomerPriority", {Ethernet{} / Vlan{.priority = 3} / Ipv4{} / Udp{}}), "3");
    EXPECT_EQ(metered("dot1qCustomerPriority", {Ethernet{} / Vlan{.id = 4095, .priority = 7} / Ipv6{} / Udp{}}), "7");
}

TEST(Dot1qCustomerPriority, IsThatOfTheInnermostOfTwoTags) {
    EXPECT_EQ(metered("dot1qCustomerPriority",
                      {Ethernet{} / Vlan{.tpid = 0x88a8, .priority = 5} / Vlan{.priority = 2} / Ipv4{} / Udp{}}),
              "2");
}

TEST(Dot1qCustomerPriority, IsThatOfTheFirstPacket) {
    EXPECT_EQ(metered("dot1qCustomerPriority",
                      {Ethernet{} / Vlan{.priority = 3} / Ipv4{} / Udp{}, Ethernet{} / Vlan{.priority = 1} / Ipv4{} / Udp{}}),
              "3");
    EXPECT_EQ(metered("dot1qCustomerPriority",
                      {Ethernet{} / Vlan{.priority = 1} / Ipv4{} / Udp{}, Ethernet{} / Vlan{.priority = 3} / Ipv4{} / Udp{}}),
              "1");
    EXPECT_EQ(metered("dot1qCustomerPriority", {Ethernet{} / Ipv4{} / Udp{}, Ethernet{} / Vlan{.priority = 3} / Ipv4{} / Udp{}}),
              "0");
}

TEST(Dot1qCustomerPriority, NeedsWholeTagsAndAnIpHeader) {
    EXPECT_EQ(by_captured_octets("dot1qCustomerPriority",
                                 Ethernet{} / Vlan{.tpid = 0x88a8, .priority = 5} / Vlan{.priority = 2} / Ipv4{} / Udp{}),
              "0: malformed, 42: 2");
}

}  // namespace support::dot1q_customer_priority
