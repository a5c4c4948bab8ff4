// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/known_addresses.hpp"
#include "tests/support/metered.hpp"

namespace support::src_as_map {

TEST(SrcAsMap, IsThatOfTheSourceAddress) {
    KnownAddresses known;

    EXPECT_EQ(metered_with(known, "SRC_AS_MAP", {Ethernet{} / Ipv4{} / Tcp{}}), "Example One");
}

TEST(SrcAsMap, IsKnownInBothFamilies) {
    KnownAddresses known;
    const std::vector<Captured> frames = {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}};

    EXPECT_EQ(metered_with(known, "SRC_AS_MAP", frames, "IPV4_SRC_ADDR IPV4_DST_ADDR SRC_AS_MAP"), "Example One Six");
}

TEST(SrcAsMap, TellsFlowsOfItsAddressApart) {
    KnownAddresses known;
    const std::vector<Captured> frames = {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv4{} / Udp{},
                                          Ethernet{} / Ipv4{.source = "203.0.113.9"} / Udp{}};

    EXPECT_EQ(metered_with(known, "IN_PKTS", frames, "SRC_AS_MAP IN_PKTS"), "1 2");
    EXPECT_EQ(metered_with(known, "SRC_AS_MAP", frames, "SRC_AS_MAP IN_PKTS"), " Example One");
}

TEST(SrcAsMap, IsEmptyWithoutAFileToLookItUpIn) {
    const std::vector<Captured> frames = {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv4{.source = "203.0.113.9"} / Udp{}};

    EXPECT_EQ(metered("SRC_AS_MAP", frames), "");
    EXPECT_EQ(metered("IN_PKTS", frames, "SRC_AS_MAP IN_PKTS"), "2");  // one flow: nothing is held for it
}

TEST(SrcAsMap, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("SRC_AS_MAP", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::src_as_map
