// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::arrival_gap_coarse_sum {

// Seen through the standard deviation, which needs it.
TEST(ArrivalGapCoarseSum, IsCutOffAsTheSquaresAre) {
    const Packet packet = Ethernet{} / Ipv4{} / Udp{};
    constexpr std::uint64_t kLong = std::uint64_t{9'765'625} * 1'024 + 1'023,
                            kLonger = kLong + 4'000 * 1'024;  // 10 s, and 4.096 ms more

    // With exact sums the squares would be too small by more than the variance.
    EXPECT_EQ(metered("SRC_TO_DST_IAT_STDDEV", {{packet, {.time_ns = 0}},
                                                {packet, {.time_ns = kLong}},
                                                {packet, {.time_ns = kLong + kLonger}},
                                                {packet, {.time_ns = 2 * kLong + kLonger}},
                                                {packet, {.time_ns = 2 * kLong + 2 * kLonger}}}),
              "2");
}

}  // namespace support::arrival_gap_coarse_sum
