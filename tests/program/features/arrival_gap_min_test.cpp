// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::arrival_gap_min {

// Seen through SRC_TO_DST_IAT_MIN.
TEST(ArrivalGapMin, IsNotThatOfTheRecordBeforeTheFirstGap) {
    const Packet packet = Ethernet{} / Ipv4{} / Udp{};

    EXPECT_EQ(metered("SRC_TO_DST_IAT_MIN", {{packet, {.time_ns = 0}},
                                             {packet, {.time_ns = 50'000'000, .after_snapshot = true}},
                                             {packet, {.time_ns = 90'000'000, .after_snapshot = true}}}),
              "40");
}

}  // namespace support::arrival_gap_min
