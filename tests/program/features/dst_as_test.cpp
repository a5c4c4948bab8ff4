// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/known_addresses.hpp"
#include "tests/support/metered.hpp"

namespace support::dst_as {

TEST(DstAs, IsThatOfTheDestinationAddress) {
    KnownAddresses known;

    EXPECT_EQ(metered_with(known, "DST_AS", {Ethernet{} / Ipv4{} / Tcp{}}), "4200000001");
}

TEST(DstAs, IsKnownInBothFamilies) {
    KnownAddresses known;
    const std::vector<Captured> frames = {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{.destination = "2001:db8::1"} / Udp{}};

    EXPECT_EQ(metered_with(known, "DST_AS", frames, "IPV4_SRC_ADDR IPV4_DST_ADDR DST_AS"), "64498 4200000001");
}

TEST(DstAs, TellsFlowsOfItsAddressApart) {
    KnownAddresses known;
    const std::vector<Captured> frames = {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv4{} / Udp{},
                                          Ethernet{} / Ipv4{.destination = "203.0.113.9"} / Udp{}};

    EXPECT_EQ(metered_with(known, "IN_PKTS", frames, "DST_AS IN_PKTS"), "1 2");
    EXPECT_EQ(metered_with(known, "DST_AS", frames, "DST_AS IN_PKTS"), "0 4200000001");
}

TEST(DstAs, IsZeroWithoutAFileToLookItUpIn) {
    const std::vector<Captured> frames = {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv4{.destination = "203.0.113.9"} / Udp{}};

    EXPECT_EQ(metered("DST_AS", frames), "0");
    EXPECT_EQ(metered("IN_PKTS", frames, "DST_AS IN_PKTS"), "2");  // one flow: nothing is held for it
}

TEST(DstAs, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("DST_AS", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::dst_as
