// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::minimum_layer2_total_length {

static Captured of(std::uint32_t wire_octets) { return {Ethernet{} / Ipv4{} / Udp{}, {.wire_octets = wire_octets}}; }

TEST(MinimumLayer2TotalLength, IsTheSmallestWhereverItComes) {
    EXPECT_EQ(metered("minimumLayer2TotalLength", {of(600), of(60), of(1514), of(61)}), "60");
    EXPECT_EQ(metered("minimumLayer2TotalLength", {of(60), of(1514)}), "60");
    EXPECT_EQ(metered("minimumLayer2TotalLength", {of(1514), of(60)}), "60");
}

TEST(MinimumLayer2TotalLength, IsTheLengthOnTheWireWithTags) {
    EXPECT_EQ(metered("minimumLayer2TotalLength", {Ethernet{} / Vlan{} / Ipv6{} / Udp{}}), "66");
}

TEST(MinimumLayer2TotalLength, NeedsAnIpHeader) {
    EXPECT_EQ(by_captured_octets("minimumLayer2TotalLength", Ethernet{} / Ipv4{} / Udp{}), "0: malformed, 34: 42");
}

}  // namespace support::minimum_layer2_total_length
