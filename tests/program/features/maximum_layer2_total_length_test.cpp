// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::maximum_layer2_total_length {

static Captured of(std::uint32_t wire_octets) { return {Ethernet{} / Ipv4{} / Udp{}, {.wire_octets = wire_octets}}; }

TEST(MaximumLayer2TotalLength, IsTheLargestWhereverItComes) {
    EXPECT_EQ(metered("maximumLayer2TotalLength", {of(600), of(60), of(1514), of(61)}), "1514");
    EXPECT_EQ(metered("maximumLayer2TotalLength", {of(60), of(1514)}), "1514");
    EXPECT_EQ(metered("maximumLayer2TotalLength", {of(1514), of(60)}), "1514");
}

TEST(MaximumLayer2TotalLength, IsTheLengthOnTheWireWithTags) {
    EXPECT_EQ(metered("maximumLayer2TotalLength", {Ethernet{} / Vlan{} / Ipv6{} / Udp{}}), "66");
}

TEST(MaximumLayer2TotalLength, NeedsAnIpHeader) {
    EXPECT_EQ(by_captured_octets("maximumLayer2TotalLength", Ethernet{} / Ipv4{} / Udp{}), "0: malformed, 34: 42");
}

}  // namespace support::maximum_layer2_total_length
