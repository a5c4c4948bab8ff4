// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/known_names.hpp"
#include "tests/support/metered.hpp"

namespace support::l4_dst_port_map {

TEST(L4DstPortMap, IsTheNameOfThePortInItsProtocol) {
    EXPECT_EQ(metered_with(names(), "L4_DST_PORT_MAP", {Ethernet{} / Ipv4{} / Tcp{}}), "https");
    EXPECT_EQ(metered_with(names(), "L4_DST_PORT_MAP", {Ethernet{} / Ipv6{} / Udp{}}), "domain");
    EXPECT_EQ(metered_with(names(), "L4_DST_PORT_MAP", {Ethernet{} / Ipv4{} / UdpLite{}}), "domain");
    EXPECT_EQ(metered_with(names(), "L4_DST_PORT_MAP", {Ethernet{} / Ipv6{} / Sctp{}}), "diameter");
}

TEST(L4DstPortMap, IsTheNumberWhereThereIsNoName) {
    EXPECT_EQ(metered_with(names(), "L4_DST_PORT_MAP", {Ethernet{} / Ipv4{} / Udp{.destination_port = 443}}), "443");
    EXPECT_EQ(metered_with(names(), "L4_DST_PORT_MAP", {Ethernet{} / Ipv6{} / Dccp{}}), "5004");
}

TEST(L4DstPortMap, IsEmptyWithoutPorts) {
    EXPECT_EQ(metered_with(names(), "L4_DST_PORT_MAP", {Ethernet{} / Ipv4{} / Icmp{}}), "");
    EXPECT_EQ(metered_with(names(), "L4_DST_PORT_MAP", {Ethernet{} / Ipv6{} / Raw{}}), "");
}

TEST(L4DstPortMap, IsZeroWhereThePortIsCutOff) {
    const std::vector<Captured> frames = {Ethernet{} / Ipv4{.fragment_offset = 1, .protocol = 6} / Raw{zeros(8)}};

    EXPECT_EQ(metered_with(names(), "L4_DST_PORT_MAP", frames), "0");
}

TEST(L4DstPortMap, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("L4_DST_PORT_MAP", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::l4_dst_port_map
