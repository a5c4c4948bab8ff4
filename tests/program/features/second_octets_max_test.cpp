// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::second_octets_max {

// Seen through SRC_TO_DST_MAX_THROUGHPUT.
TEST(SecondOctetsMax, IsThatOfEachFlow) {
    const Packet one = Ethernet{} / Ipv6{.payload_length = 60} / Udp{1},
                 other = Ethernet{} / Ipv6{.payload_length = 160} / Udp{2};

    EXPECT_EQ(
        metered("SRC_TO_DST_MAX_THROUGHPUT",
                {{one, {.time_ns = 0}}, {other, {.time_ns = 1}}, {one, {.time_ns = 2}}, {other, {.time_ns = 1'000'000'001}}},
                "L4_SRC_PORT SRC_TO_DST_MAX_THROUGHPUT"),
        "1600 1600");
}

}  // namespace support::second_octets_max
