// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/known_names.hpp"
#include "tests/support/metered.hpp"

namespace support::l4_srv_port {

TEST(L4SrvPort, IsThePortThatHasAName) {
    EXPECT_EQ(metered_with(names(), "L4_SRV_PORT", {Ethernet{} / Ipv4{} / Tcp{.source_port = 80, .destination_port = 8080}}),
              "8080");
    EXPECT_EQ(metered_with(names(), "L4_SRV_PORT", {Ethernet{} / Ipv6{} / Tcp{.source_port = 8080, .destination_port = 80}}),
              "8080");
}

TEST(L4SrvPort, IsTheLowerPortWhereBothHaveNames) {
    EXPECT_EQ(metered_with(names(), "L4_SRV_PORT", {Ethernet{} / Ipv4{} / Tcp{.source_port = 8080, .destination_port = 443}}),
              "443");
    EXPECT_EQ(metered_with(names(), "L4_SRV_PORT", {Ethernet{} / Ipv6{} / Tcp{.source_port = 443, .destination_port = 8080}}),
              "443");
}

TEST(L4SrvPort, IsTheLowerPortWhereNeitherHasAName) {
    EXPECT_EQ(metered_with(names(), "L4_SRV_PORT", {Ethernet{} / Ipv4{} / Udp{.source_port = 6000, .destination_port = 7000}}),
              "6000");
    EXPECT_EQ(metered_with(names(), "L4_SRV_PORT", {Ethernet{} / Ipv6{} / Udp{.source_port = 7000, .destination_port = 6000}}),
              "6000");
}

TEST(L4SrvPort, IsZeroWithoutPorts) {
    EXPECT_EQ(metered_with(names(), "L4_SRV_PORT", {Ethernet{} / Ipv4{} / Icmp{}}), "0");
    EXPECT_EQ(metered_with(names(), "L4_SRV_PORT", {Ethernet{} / Ipv6{} / Raw{}}), "0");
}

TEST(L4SrvPort, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("L4_SRV_PORT", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::l4_srv_port
