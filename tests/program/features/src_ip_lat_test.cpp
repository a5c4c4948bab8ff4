// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/known_addresses.hpp"
#include "tests/support/metered.hpp"

namespace support::src_ip_lat {

TEST(SrcIpLat, IsThatOfTheSourceAddress) {
    KnownAddresses known;

    EXPECT_EQ(metered_with(known, "SRC_IP_LAT", {Ethernet{} / Ipv4{} / Tcp{}}), "50.9375");
}

TEST(SrcIpLat, IsKnownInBothFamilies) {
    KnownAddresses known;
    const std::vector<Captured> frames = {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}};

    EXPECT_EQ(metered_with(known, "SRC_IP_LAT", frames, "IPV4_SRC_ADDR IPV4_DST_ADDR SRC_IP_LAT"), "50.9375 63.4186");
}

TEST(SrcIpLat, TellsFlowsOfItsAddressApart) {
    KnownAddresses known;
    const std::vector<Captured> frames = {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv4{} / Udp{},
                                          Ethernet{} / Ipv4{.source = "203.0.113.9"} / Udp{}};

    EXPECT_EQ(metered_with(known, "IN_PKTS", frames, "SRC_IP_LAT IN_PKTS"), "1 2");
    EXPECT_EQ(metered_with(known, "SRC_IP_LAT", frames, "SRC_IP_LAT IN_PKTS"), " 50.9375");
}

TEST(SrcIpLat, IsEmptyWithoutAFileToLookItUpIn) {
    const std::vector<Captured> frames = {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv4{.source = "203.0.113.9"} / Udp{}};

    EXPECT_EQ(metered("SRC_IP_LAT", frames), "");
    EXPECT_EQ(metered("IN_PKTS", frames, "SRC_IP_LAT IN_PKTS"), "2");  // one flow: nothing is held for it
}

TEST(SrcIpLat, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("SRC_IP_LAT", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::src_ip_lat
