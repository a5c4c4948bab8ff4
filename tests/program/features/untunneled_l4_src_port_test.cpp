// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/tunnelled.hpp"

namespace support::untunneled_l4_src_port {

static Packet first() {
    return Ethernet{} / Ipv4{} / Udp{.source_port = 4660, .destination_port = 4789} / Vxlan{} / Ethernet{} / Ipv4{} / Udp{};
}
static Packet second() {
    return Ethernet{} / Ipv6{} / Udp{.source_port = 4661, .destination_port = 4789} / Vxlan{} / Ethernet{} / Ipv4{} / Udp{};
}

TEST(UntunneledL4SrcPort, IsThatOfThePacketDirectlyAround) {
    EXPECT_EQ(tunnelled("UNTUNNELED_L4_SRC_PORT", {first()}), "4660");
    EXPECT_EQ(tunnelled("UNTUNNELED_L4_SRC_PORT", {second()}), "4661");
}

TEST(UntunneledL4SrcPort, IsThatOfTheFirstPacket) {
    EXPECT_EQ(tunnelled("UNTUNNELED_L4_SRC_PORT", {first(), second()}), "4660");
    EXPECT_EQ(tunnelled("UNTUNNELED_L4_SRC_PORT", {second(), first()}), "4661");
}

TEST(UntunneledL4SrcPort, IsZeroInTunnelsOfOtherProtocolsAndOutsideOfThem) {
    EXPECT_EQ(tunnelled("UNTUNNELED_L4_SRC_PORT", {Ethernet{} / Ipv4{} / Gre{} / Ipv4{} / Udp{}}), "0");
    EXPECT_EQ(tunnelled("UNTUNNELED_L4_SRC_PORT", {Ethernet{} / Ipv4{} / Udp{.source_port = 4660, .destination_port = 4789} /
                                                   Vxlan{} / Ethernet{} / Ipv4{} / Ipv4{} / Udp{}}),
              "0");
    EXPECT_EQ(tunnelled("UNTUNNELED_L4_SRC_PORT", {Ethernet{} / Ipv4{} / Udp{}}), "0");
    EXPECT_EQ(metered("UNTUNNELED_L4_SRC_PORT", {first()}), "0");
}

TEST(UntunneledL4SrcPort, NeedsAWholeHeaderInside) {
    EXPECT_EQ(tunnelled_by_octets("UNTUNNELED_L4_SRC_PORT", first()), "0: malformed, 34: 0, 84: 4660");
}

}  // namespace support::untunneled_l4_src_port
