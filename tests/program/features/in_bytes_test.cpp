// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::in_bytes {

TEST(InBytes, IsTheTotalLengthOfIpv4) {
    EXPECT_EQ(metered("IN_BYTES", {Ethernet{} / Ipv4{} / Udp{} / Raw{.payload = zeros(10)}}), "38");
}

TEST(InBytes, IsThePayloadLengthOfIpv6And40) {
    EXPECT_EQ(metered("IN_BYTES", {Ethernet{} / Ipv6{} / HopByHop{} / Udp{} / Raw{.payload = zeros(10)}}), "66");
}

TEST(InBytes, SumsPacketsOfBothFamilies) {
    const Packet small = Ethernet{} / Ipv4{} / Udp{}, large = Ethernet{} / Ipv6{.payload_length = 65535} / Udp{};

    EXPECT_EQ(metered("IN_BYTES", {small, large, small, large}), "131206");
}

TEST(InBytes, CountsNeitherTagsNorLabelsNorTheTrailer) {
    const Raw trailer{.payload = zeros(18)};

    EXPECT_EQ(metered("IN_BYTES", {Ethernet{} / Ipv4{.total_length = 28} / Udp{} / trailer}), "28");
    EXPECT_EQ(metered("IN_BYTES", {Ethernet{} / Vlan{} / Vlan{} / Mpls{} / Ipv4{.options = zeros(4)} / Udp{}}), "32");
}

TEST(InBytes, CountsWhatTheHeaderSaysOfACutPacket) {
    EXPECT_EQ(by_captured_octets("IN_BYTES", Ethernet{} / Ipv4{} / Udp{} / Raw{.payload = zeros(10)}), "0: malformed, 34: 38");
    EXPECT_EQ(by_captured_octets("IN_BYTES", Ethernet{} / Ipv6{} / Udp{}), "0: malformed, 54: 48");
}

TEST(InBytes, IgnoresFramesThatAreNotIp) {
    EXPECT_EQ(metered("IN_BYTES", {Ethernet{} / Raw{.payload = zeros(46), .type = 0x0806}, Ethernet{} / Ipv4{} / Udp{}}), "28");
}

}  // namespace support::in_bytes
