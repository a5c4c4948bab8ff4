// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/tunnelled.hpp"

namespace support::untunneled_l4_dst_port {

static Packet first() { return Ethernet{} / Ipv4{} / Udp{.destination_port = 4789} / Vxlan{} / Ethernet{} / Ipv4{} / Udp{}; }
static Packet second() { return Ethernet{} / Ipv6{} / Udp{.destination_port = 8472} / Vxlan{} / Ethernet{} / Ipv4{} / Udp{}; }

TEST(UntunneledL4DstPort, IsThatOfThePacketDirectlyAround) {
    EXPECT_EQ(tunnelled("UNTUNNELED_L4_DST_PORT", {first()}), "4789");
    EXPECT_EQ(tunnelled("UNTUNNELED_L4_DST_PORT", {second()}), "8472");
}

TEST(UntunneledL4DstPort, IsThatOfTheFirstPacket) {
    EXPECT_EQ(tunnelled("UNTUNNELED_L4_DST_PORT", {first(), second()}), "4789");
    EXPECT_EQ(tunnelled("UNTUNNELED_L4_DST_PORT", {second(), first()}), "8472");
}

TEST(UntunneledL4DstPort, IsZeroInTunnelsOfOtherProtocolsAndOutsideOfThem) {
    EXPECT_EQ(tunnelled("UNTUNNELED_L4_DST_PORT", {Ethernet{} / Ipv4{} / Gre{} / Ipv4{} / Udp{}}), "0");
    EXPECT_EQ(tunnelled("UNTUNNELED_L4_DST_PORT",
                        {Ethernet{} / Ipv4{} / Udp{.destination_port = 4789} / Vxlan{} / Ethernet{} / Ipv4{} / Ipv4{} / Udp{}}),
              "0");
    EXPECT_EQ(tunnelled("UNTUNNELED_L4_DST_PORT", {Ethernet{} / Ipv4{} / Udp{}}), "0");
    EXPECT_EQ(metered("UNTUNNELED_L4_DST_PORT", {first()}), "0");
}

TEST(UntunneledL4DstPort, NeedsAWholeHeaderInside) {
    EXPECT_EQ(tunnelled_by_octets("UNTUNNELED_L4_DST_PORT", first()), "0: malformed, 34: 0, 84: 4789");
}

}  // namespace support::untunneled_l4_dst_port
