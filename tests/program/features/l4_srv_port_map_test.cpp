// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/known_names.hpp"
#include "tests/support/metered.hpp"

namespace support::l4_srv_port_map {

TEST(L4SrvPortMap, IsThePortThatHasAName) {
    EXPECT_EQ(metered_with(names(), "L4_SRV_PORT_MAP", {Ethernet{} / Ipv4{} / Tcp{.source_port = 80, .destination_port = 8080}}),
              "http-alt");
    EXPECT_EQ(metered_with(names(), "L4_SRV_PORT_MAP", {Ethernet{} / Ipv6{} / Tcp{.source_port = 8080, .destination_port = 80}}),
              "http-alt");
}

TEST(L4SrvPortMap, IsTheLowerPortWhereBothHaveNames) {
    EXPECT_EQ(metered_with(names(), "L4_SRV_PORT_MAP", {Ethernet{} / Ipv4{} / Tcp{.source_port = 8080, .destination_port = 443}}),
              "https");
    EXPECT_EQ(metered_with(names(), "L4_SRV_PORT_MAP", {Ethernet{} / Ipv6{} / Tcp{.source_port = 443, .destination_port = 8080}}),
              "https");
}

TEST(L4SrvPortMap, IsTheLowerPortAsANumberWhereNeitherHasAName) {
    EXPECT_EQ(
        metered_with(names(), "L4_SRV_PORT_MAP", {Ethernet{} / Ipv4{} / Udp{.source_port = 6000, .destination_port = 7000}}),
        "6000");
    EXPECT_EQ(
        metered_with(names(), "L4_SRV_PORT_MAP", {Ethernet{} / Ipv6{} / Udp{.source_port = 7000, .destination_port = 6000}}),
        "6000");
}

TEST(L4SrvPortMap, IsEmptyWithoutPorts) {
    EXPECT_EQ(metered_with(names(), "L4_SRV_PORT_MAP", {Ethernet{} / Ipv4{} / Icmp{}}), "");
    EXPECT_EQ(metered_with(names(), "L4_SRV_PORT_MAP", {Ethernet{} / Ipv6{} / Raw{}}), "");
}

TEST(L4SrvPortMap, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("L4_SRV_PORT_MAP", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::l4_srv_port_map
