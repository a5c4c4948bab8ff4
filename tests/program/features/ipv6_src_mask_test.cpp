// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/known_addresses.hpp"
#include "tests/support/metered.hpp"

namespace support::ipv6_src_mask {

TEST(Ipv6SrcMask, IsThatOfTheNetworkThatTheAddressWasFoundIn) {
    KnownAddresses known;

    EXPECT_EQ(metered_with(known, "IPV6_SRC_MASK", {Ethernet{} / Ipv6{} / Tcp{}}), "128");
}

TEST(Ipv6SrcMask, HasItsSiblingInFlowsOfTheOtherFamily) {
    KnownAddresses known;
    const std::vector<Captured> frames = {Ethernet{} / Ipv4{} / Udp{}};

    EXPECT_EQ(metered_with(known, "IPV4_SRC_MASK", frames, "IPV6_SRC_MASK"), "24");
}

TEST(Ipv6SrcMask, IsZeroWhereTheAddressIsInNoNetwork) {
    KnownAddresses known;

    EXPECT_EQ(metered_with(known, "IPV6_SRC_MASK", {Ethernet{} / Ipv6{.source = "2001:db9::1"} / Tcp{}}), "0");
}

TEST(Ipv6SrcMask, IsZeroWithoutAFileToLookItUpIn) { EXPECT_EQ(metered("IPV6_SRC_MASK", {Ethernet{} / Ipv6{} / Tcp{}}), "0"); }

TEST(Ipv6SrcMask, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("IPV6_SRC_MASK", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::ipv6_src_mask
