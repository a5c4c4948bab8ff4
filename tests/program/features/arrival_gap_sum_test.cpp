// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::arrival_gap_sum {

// Seen through the average, which is this by the number of gaps.
TEST(ArrivalGapSum, LeavesOutTimeThatRunsBackwards) {
    const Packet packet = Ethernet{} / Ipv4{} / Udp{};

    EXPECT_EQ(metered("SRC_TO_DST_IAT_AVG",
                      {{packet, {.time_ns = 20'000'000}}, {packet, {.time_ns = 5'000'000}}, {packet, {.time_ns = 30'000'000}}}),
              "5");
}

TEST(ArrivalGapSum, HoldsNanoseconds) {
    const Packet packet = Ethernet{} / Ipv4{} / Udp{};

    EXPECT_EQ(metered("SRC_TO_DST_IAT_AVG", {{packet, {.time_ns = 0}}, {packet, {.time_ns = 999'999}}}), "0");
    EXPECT_EQ(metered("SRC_TO_DST_IAT_AVG", {{packet, {.time_ns = 0}}, {packet, {.time_ns = 1'000'000}}}), "1");
}

}  // namespace support::arrival_gap_sum
