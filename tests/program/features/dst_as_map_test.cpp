// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/known_addresses.hpp"
#include "tests/support/metered.hpp"

namespace support::dst_as_map {

TEST(DstAsMap, IsThatOfTheDestinationAddress) {
    KnownAddresses known;

    EXPECT_EQ(metered_with(known, "DST_AS_MAP", {Ethernet{} / Ipv4{} / Tcp{}}), "Two");
}

TEST(DstAsMap, IsKnownInBothFamilies) {
    KnownAddresses known;
    const std::vector<Captured> frames = {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{.destination = "2001:db8::1"} / Udp{}};

    EXPECT_EQ(metered_with(known, "DST_AS_MAP", frames, "IPV4_SRC_ADDR IPV4_DST_ADDR DST_AS_MAP"), "Six Two");
}

TEST(DstAsMap, TellsFlowsOfItsAddressApart) {
    KnownAddresses known;
    const std::vector<Captured> frames = {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv4{} / Udp{},
                                          Ethernet{} / Ipv4{.destination = "203.0.113.9"} / Udp{}};

    EXPECT_EQ(metered_with(known, "IN_PKTS", frames, "DST_AS_MAP IN_PKTS"), "1 2");
    EXPECT_EQ(metered_with(known, "DST_AS_MAP", frames, "DST_AS_MAP IN_PKTS"), " Two");
}

TEST(DstAsMap, IsEmptyWithoutAFileToLookItUpIn) {
    const std::vector<Captured> frames = {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv4{.destination = "203.0.113.9"} / Udp{}};

    EXPECT_EQ(metered("DST_AS_MAP", frames), "");
    EXPECT_EQ(metered("IN_PKTS", frames, "DST_AS_MAP IN_PKTS"), "2");  // one flow: nothing is held for it
}

TEST(DstAsMap, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("DST_AS_MAP", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::dst_as_map
