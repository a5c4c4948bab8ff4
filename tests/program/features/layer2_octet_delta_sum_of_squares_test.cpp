// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::layer2_octet_delta_sum_of_squares {

static Captured of(std::uint32_t wire_octets) { return {Ethernet{} / Ipv4{} / Udp{}, {.wire_octets = wire_octets}}; }

TEST(Layer2OctetDeltaSumOfSquares, SquaresEachFrameAndThenAdds) {
    EXPECT_EQ(metered("layer2OctetDeltaSumOfSquares", {of(60)}), "3600");
    EXPECT_EQ(metered("layer2OctetDeltaSumOfSquares", {of(60), of(1514)}), "2295796");
}

TEST(Layer2OctetDeltaSumOfSquares, IsTheLengthOnTheWireWithTags) {
    EXPECT_EQ(metered("layer2OctetDeltaSumOfSquares", {Ethernet{} / Vlan{} / Ipv6{} / Udp{}}), "4356");
}

TEST(Layer2OctetDeltaSumOfSquares, NeedsAnIpHeader) {
    EXPECT_EQ(by_captured_octets("layer2OctetDeltaSumOfSquares", Ethernet{} / Ipv4{} / Udp{}), "0: malformed, 34: 1764");
}

}  // namespace support::layer2_octet_delta_sum_of_squares
