// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::arrival_gap_squares {

// Seen through the standard deviation, which needs it.
TEST(ArrivalGapSquares, HoldsGapsOfMinutes) {
    const Packet packet = Ethernet{} / Ipv4{} / Udp{};
    constexpr std::uint64_t kMinute = 60'000'000'000;

    EXPECT_EQ(metered("SRC_TO_DST_IAT_STDDEV",
                      {{packet, {.time_ns = 0}}, {packet, {.time_ns = 0}}, {packet, {.time_ns = 10 * kMinute}}}),
              "300000");
}

}  // namespace support::arrival_gap_squares
