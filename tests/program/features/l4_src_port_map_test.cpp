// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/known_names.hpp"
#include "tests/support/metered.hpp"

namespace support::l4_src_port_map {

TEST(L4SrcPortMap, IsTheNameOfThePortInItsProtocol) {
    EXPECT_EQ(metered_with(names(), "L4_SRC_PORT_MAP", {Ethernet{} / Ipv4{} / Tcp{.source_port = 443}}), "https");
    EXPECT_EQ(metered_with(names(), "L4_SRC_PORT_MAP", {Ethernet{} / Ipv6{} / Udp{.source_port = 53}}), "domain");
}

TEST(L4SrcPortMap, IsTheNumberWhereThereIsNoName) {
    EXPECT_EQ(metered_with(names(), "L4_SRC_PORT_MAP", {Ethernet{} / Ipv4{} / Tcp{}}), "49152");
    EXPECT_EQ(metered_with(names(), "L4_SRC_PORT_MAP", {Ethernet{} / Ipv6{} / Udp{.source_port = 443}}), "443");
}

TEST(L4SrcPortMap, IsEmptyWithoutPorts) {
    EXPECT_EQ(metered_with(names(), "L4_SRC_PORT_MAP", {Ethernet{} / Ipv4{} / Icmp{}}), "");
    EXPECT_EQ(metered_with(names(), "L4_SRC_PORT_MAP", {Ethernet{} / Ipv6{} / Raw{}}), "");
}

TEST(L4SrcPortMap, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("L4_SRC_PORT_MAP", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::l4_src_port_map
