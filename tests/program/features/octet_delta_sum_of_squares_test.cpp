// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::octet_delta_sum_of_squares {

static Packet of(std::uint16_t total_length) { return Ethernet{} / Ipv4{.total_length = total_length} / Udp{}; }

TEST(OctetDeltaSumOfSquares, SquaresEachPacketAndThenAdds) {
    EXPECT_EQ(metered("octetDeltaSumOfSquares", {of(100)}), "10000");
    EXPECT_EQ(metered("octetDeltaSumOfSquares", {of(100), of(1500)}), "2260000");
}

TEST(OctetDeltaSumOfSquares, CountsIpv6WithItsHeader) {
    EXPECT_EQ(metered("octetDeltaSumOfSquares", {Ethernet{} / Ipv6{} / Udp{}}), "2304");
}

TEST(OctetDeltaSumOfSquares, DoesNotOverflowInThirtyTwoBits) {
    EXPECT_EQ(metered("octetDeltaSumOfSquares", {of(65535), of(65535)}), "8589672450");
}

TEST(OctetDeltaSumOfSquares, NeedsTheWholeIpHeader) {
    EXPECT_EQ(by_captured_octets("octetDeltaSumOfSquares", of(28)), "0: malformed, 34: 784");
}

}  // namespace support::octet_delta_sum_of_squares
