// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/known_addresses.hpp"
#include "tests/support/metered.hpp"

namespace support::dst_ip_lat {

TEST(DstIpLat, IsThatOfTheDestinationAddress) {
    KnownAddresses known;

    EXPECT_EQ(metered_with(known, "DST_IP_LAT", {Ethernet{} / Ipv4{} / Tcp{}}), "-21.1356");
}

TEST(DstIpLat, IsKnownInBothFamilies) {
    KnownAddresses known;
    const std::vector<Captured> frames = {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{.destination = "2001:db8::1"} / Udp{}};

    EXPECT_EQ(metered_with(known, "DST_IP_LAT", frames, "IPV4_SRC_ADDR IPV4_DST_ADDR DST_IP_LAT"), "-21.1356 63.4186");
}

TEST(DstIpLat, TellsFlowsOfItsAddressApart) {
    KnownAddresses known;
    const std::vector<Captured> frames = {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv4{} / Udp{},
                                          Ethernet{} / Ipv4{.destination = "203.0.113.9"} / Udp{}};

    EXPECT_EQ(metered_with(known, "IN_PKTS", frames, "DST_IP_LAT IN_PKTS"), "1 2");
    EXPECT_EQ(metered_with(known, "DST_IP_LAT", frames, "DST_IP_LAT IN_PKTS"), " -21.1356");
}

TEST(DstIpLat, IsEmptyWithoutAFileToLookItUpIn) {
    const std::vector<Captured> frames = {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv4{.destination = "203.0.113.9"} / Udp{}};

    EXPECT_EQ(metered("DST_IP_LAT", frames), "");
    EXPECT_EQ(metered("IN_PKTS", frames, "DST_IP_LAT IN_PKTS"), "2");  // one flow: nothing is held for it
}

TEST(DstIpLat, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("DST_IP_LAT", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::dst_ip_lat
