// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::arrival_gap_max {

// Seen through SRC_TO_DST_IAT_MAX.
TEST(ArrivalGapMax, IsThatBetweenTwoSnapshots) {
    const Packet packet = Ethernet{} / Ipv4{} / Udp{};

    EXPECT_EQ(metered("SRC_TO_DST_IAT_MAX", {{packet, {.time_ns = 0}},
                                             {packet, {.time_ns = 10'000'000}},
                                             {packet, {.time_ns = 90'000'000, .after_snapshot = true}},
                                             {packet, {.time_ns = 95'000'000, .after_snapshot = true}}}),
              "80");
}

}  // namespace support::arrival_gap_max
