// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/known_addresses.hpp"
#include "tests/support/metered.hpp"

namespace support::ipv6_dst_mask {

TEST(Ipv6DstMask, IsThatOfTheNetworkThatTheAddressWasFoundIn) {
    KnownAddresses known;

    EXPECT_EQ(metered_with(known, "IPV6_DST_MASK", {Ethernet{} / Ipv6{.destination = "2001:db8::1"} / Tcp{}}), "128");
}

TEST(Ipv6DstMask, HasItsSiblingInFlowsOfTheOtherFamily) {
    KnownAddresses known;
    const std::vector<Captured> frames = {Ethernet{} / Ipv4{} / Udp{}};

    EXPECT_EQ(metered_with(known, "IPV4_DST_MASK", frames, "IPV6_DST_MASK"), "16");
}

TEST(Ipv6DstMask, IsZeroWhereTheAddressIsInNoNetwork) {
    KnownAddresses known;

    EXPECT_EQ(metered_with(known, "IPV6_DST_MASK", {Ethernet{} / Ipv6{.destination = "2001:db9::1"} / Tcp{}}), "0");
}

TEST(Ipv6DstMask, IsZeroWithoutAFileToLookItUpIn) {
    EXPECT_EQ(metered("IPV6_DST_MASK", {Ethernet{} / Ipv6{.destination = "2001:db8::1"} / Tcp{}}), "0");
}

TEST(Ipv6DstMask, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("IPV6_DST_MASK", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::ipv6_dst_mask
