// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/known_addresses.hpp"
#include "tests/support/metered.hpp"

namespace support::src_ip_city {

TEST(SrcIpCity, IsThatOfTheSourceAddress) {
    KnownAddresses known;

    EXPECT_EQ(metered_with(known, "SRC_IP_CITY", {Ethernet{} / Ipv4{} / Tcp{}}), "Köln");
}

TEST(SrcIpCity, IsKnownInBothFamilies) {
    KnownAddresses known;
    const std::vector<Captured> frames = {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}};

    EXPECT_EQ(metered_with(known, "SRC_IP_CITY", frames, "IPV4_SRC_ADDR IPV4_DST_ADDR SRC_IP_CITY"), "Köln Vík");
}

TEST(SrcIpCity, TellsFlowsOfItsAddressApart) {
    KnownAddresses known;
    const std::vector<Captured> frames = {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv4{} / Udp{},
                                          Ethernet{} / Ipv4{.source = "203.0.113.9"} / Udp{}};

    EXPECT_EQ(metered_with(known, "IN_PKTS", frames, "SRC_IP_CITY IN_PKTS"), "1 2");
    EXPECT_EQ(metered_with(known, "SRC_IP_CITY", frames, "SRC_IP_CITY IN_PKTS"), " Köln");
}

TEST(SrcIpCity, IsEmptyWithoutAFileToLookItUpIn) {
    const std::vector<Captured> frames = {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv4{.source = "203.0.113.9"} / Udp{}};

    EXPECT_EQ(metered("SRC_IP_CITY", frames), "");
    EXPECT_EQ(metered("IN_PKTS", frames, "SRC_IP_CITY IN_PKTS"), "2");  // one flow: nothing is held for it
}

TEST(SrcIpCity, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("SRC_IP_CITY", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::src_ip_city
