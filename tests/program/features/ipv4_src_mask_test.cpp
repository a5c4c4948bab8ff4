// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/known_addresses.hpp"
#include "tests/support/metered.hpp"

namespace support::ipv4_src_mask {

TEST(Ipv4SrcMask, IsThatOfTheNetworkThatTheAddressWasFoundIn) {
    KnownAddresses known;

    EXPECT_EQ(metered_with(known, "IPV4_SRC_MASK", {Ethernet{} / Ipv4{} / Tcp{}}), "24");
}

TEST(Ipv4SrcMask, HasItsSiblingInFlowsOfTheOtherFamily) {
    KnownAddresses known;
    const std::vector<Captured> frames = {Ethernet{} / Ipv6{} / Udp{}};

    EXPECT_EQ(metered_with(known, "IPV6_SRC_MASK", frames, "IPV4_SRC_MASK"), "128");
}

TEST(Ipv4SrcMask, IsZeroWhereTheAddressIsInNoNetwork) {
    KnownAddresses known;

    EXPECT_EQ(metered_with(known, "IPV4_SRC_MASK", {Ethernet{} / Ipv4{.source = "203.0.113.9"} / Tcp{}}), "0");
}

TEST(Ipv4SrcMask, IsZeroWithoutAFileToLookItUpIn) { EXPECT_EQ(metered("IPV4_SRC_MASK", {Ethernet{} / Ipv4{} / Tcp{}}), "0"); }

TEST(Ipv4SrcMask, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("IPV4_SRC_MASK", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::ipv4_src_mask
