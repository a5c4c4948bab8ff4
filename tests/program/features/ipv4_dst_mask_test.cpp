// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/known_addresses.hpp"
#include "tests/support/metered.hpp"

namespace support::ipv4_dst_mask {

TEST(Ipv4DstMask, IsThatOfTheNetworkThatTheAddressWasFoundIn) {
    KnownAddresses known;

    EXPECT_EQ(metered_with(known, "IPV4_DST_MASK", {Ethernet{} / Ipv4{} / Tcp{}}), "16");
}

TEST(Ipv4DstMask, HasItsSiblingInFlowsOfTheOtherFamily) {
    KnownAddresses known;
    const std::vector<Captured> frames = {Ethernet{} / Ipv6{.destination = "2001:db8::1"} / Udp{}};

    EXPECT_EQ(metered_with(known, "IPV6_DST_MASK", frames, "IPV4_DST_MASK"), "128");
}

TEST(Ipv4DstMask, IsZeroWhereTheAddressIsInNoNetwork) {
    KnownAddresses known;

    EXPECT_EQ(metered_with(known, "IPV4_DST_MASK", {Ethernet{} / Ipv4{.destination = "203.0.113.9"} / Tcp{}}), "0");
}

TEST(Ipv4DstMask, IsZeroWithoutAFileToLookItUpIn) { EXPECT_EQ(metered("IPV4_DST_MASK", {Ethernet{} / Ipv4{} / Tcp{}}), "0"); }

TEST(Ipv4DstMask, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("IPV4_DST_MASK", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::ipv4_dst_mask
