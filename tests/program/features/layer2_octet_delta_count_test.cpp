// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::layer2_octet_delta_count {

TEST(Layer2OctetDeltaCount, SumsTheOctetsOfTheFrames) {
    const Packet small = Ethernet{} / Ipv4{} / Udp{},
                 large = Ethernet{} / Vlan{} / Mpls{} / Ipv6{} / Udp{} / Raw{.payload = zeros(100)};

    EXPECT_EQ(metered("layer2OctetDeltaCount", {small}), "42");
    EXPECT_EQ(metered("layer2OctetDeltaCount", {large, small, large}), "382");
}

TEST(Layer2OctetDeltaCount, CountsTheTrailer) {
    EXPECT_EQ(metered("layer2OctetDeltaCount", {Ethernet{} / Ipv4{.total_length = 28} / Udp{} / Raw{.payload = zeros(18)}}),
              "60");
}

TEST(Layer2OctetDeltaCount, IsTheLengthOnTheWireNotTheCapturedOne) {
    const Packet packet = Ethernet{} / Ipv4{.total_length = 1486} / Udp{};

    EXPECT_EQ(metered("layer2OctetDeltaCount", {{packet, {.wire_octets = 1500}}}), "1500");
    EXPECT_EQ(by_captured_octets("layer2OctetDeltaCount", Ethernet{} / Ipv4{} / Udp{}), "0: malformed, 34: 42");
}

TEST(Layer2OctetDeltaCount, IgnoresFramesThatAreNotIp) {
    EXPECT_EQ(metered("layer2OctetDeltaCount", {Ethernet{} / Raw{.payload = zeros(46), .type = 0x0806}}), "");
}

}  // namespace support::layer2_octet_delta_count
