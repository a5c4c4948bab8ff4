// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/known_addresses.hpp"
#include "tests/support/metered.hpp"

namespace support::src_as {

TEST(SrcAs, IsThatOfTheSourceAddress) {
    KnownAddresses known;

    EXPECT_EQ(metered_with(known, "SRC_AS", {Ethernet{} / Ipv4{} / Tcp{}}), "64496");
}

TEST(SrcAs, IsKnownInBothFamilies) {
    KnownAddresses known;
    const std::vector<Captured> frames = {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}};

    EXPECT_EQ(metered_with(known, "SRC_AS", frames, "IPV4_SRC_ADDR IPV4_DST_ADDR SRC_AS"), "64496 64498");
}

TEST(SrcAs, TellsFlowsOfItsAddressApart) {
    KnownAddresses known;
    const std::vector<Captured> frames = {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv4{} / Udp{},
                                          Ethernet{} / Ipv4{.source = "203.0.113.9"} / Udp{}};

    EXPECT_EQ(metered_with(known, "IN_PKTS", frames, "SRC_AS IN_PKTS"), "1 2");
    EXPECT_EQ(metered_with(known, "SRC_AS", frames, "SRC_AS IN_PKTS"), "0 64496");
}

TEST(SrcAs, IsZeroWithoutAFileToLookItUpIn) {
    const std::vector<Captured> frames = {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv4{.source = "203.0.113.9"} / Udp{}};

    EXPECT_EQ(metered("SRC_AS", frames), "0");
    EXPECT_EQ(metered("IN_PKTS", frames, "SRC_AS IN_PKTS"), "2");  // one flow: nothing is held for it
}

TEST(SrcAs, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("SRC_AS", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::src_as
