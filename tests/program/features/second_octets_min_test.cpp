// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::second_octets_min {

// Seen through SRC_TO_DST_MIN_THROUGHPUT.
TEST(SecondOctetsMin, BeginsAnewAfterTheIdleTimeout) {
    const auto packet = [](std::uint16_t octets, std::uint64_t milliseconds) {
        return Captured{Ethernet{} / Ipv4{.total_length = octets} / Udp{}, {.time_ns = milliseconds * 1'000'000}};
    };
    // The 10 octets are of a second that was never over: the flow ended before.
    EXPECT_EQ(Meter("SRC_TO_DST_MIN_THROUGHPUT", {.idle = std::chrono::seconds(5)})
                  .run({packet(100, 0), packet(30, 1000), packet(300, 6000), packet(200, 7000)})
                  .values("SRC_TO_DST_MIN_THROUGHPUT"),
              "800");
}

}  // namespace support::second_octets_min
