// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::dot1q_priority {

TEST(Dot1qPriority, IsZeroWithoutATag) {
    EXPECT_EQ(metered("dot1qPriority", {Ethernet{} / Mpls{.label = 0xfffff} / Ipv6{} / Tcp{}}), "0");
}

TEST(Dot1qPriority, IsThatOfASingleTag) {
    EXPECT_EQ(metered("dot1qPriority", {Ethernet{} / Vlan{.priority = 3} / Ipv4{} / Udp{}}), "3");
    EXPECT_EQ(metered("dot1qPriority", {Ethernet{} / Vlan{.id = 4095, .priority = 7} / Ipv6{} / Udp{}}), "7");
}

TEST(Dot1qPriority, IsThatOfTheOutermostOfTwoTags) {
    EXPECT_EQ(metered("dot1qPriority", {Ethernet{} / Vlan{.tpid = 0x88a8, .priority = 5} / Vlan{.priority = 2} / Ipv4{} / Udp{}}),
              "5");
}

TEST(Dot1qPriority, IsThatOfTheFirstPacket) {
    EXPECT_EQ(metered("dot1qPriority",
                      {Ethernet{} / Vlan{.priority = 3} / Ipv4{} / Udp{}, Ethernet{} / Vlan{.priority = 1} / Ipv4{} / Udp{}}),
              "3");
    EXPECT_EQ(metered("dot1qPriority",
                      {Ethernet{} / Vlan{.priority = 1} / Ipv4{} / Udp{}, Ethernet{} / Vlan{.priority = 3} / Ipv4{} / Udp{}}),
              "1");
    EXPECT_EQ(metered("dot1qPriority", {Ethernet{} / Ipv4{} / Udp{}, Ethernet{} / Vlan{.priority = 3} / Ipv4{} / Udp{}}), "0");
}

TEST(Dot1qPriority, NeedsWholeTagsAndAnIpHeader) {
    EXPECT_EQ(by_captured_octets("dot1qPriority",
                                 Ethernet{} / Vlan{.tpid = 0x88a8, .priority = 5} / Vlan{.priority = 2} / Ipv4{} / Udp{}),
              "0: malformed, 42: 5");
}

}  // namespace support::dot1q_priority
