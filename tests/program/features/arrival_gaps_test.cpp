// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::arrival_gaps {

// Seen through the average, which is the sum of the gaps by their number.
TEST(ArrivalGaps, AreOneLessThanPackets) {
    const Packet packet = Ethernet{} / Ipv4{} / Udp{};

    EXPECT_EQ(
        metered("SRC_TO_DST_IAT_AVG", {{packet, {.time_ns = 0}}, {packet, {.time_ns = 0}}, {packet, {.time_ns = 9'000'000}}}),
        "4");
}

TEST(ArrivalGaps, BeginAnewAfterTheIdleTimeout) {
    const Packet packet = Ethernet{} / Ipv4{} / Udp{};
    const MeterSetup setup{.idle = std::chrono::milliseconds(100)};
    const auto average = [&](std::uint64_t silence_ns) {
        return Meter("SRC_TO_DST_IAT_AVG", setup)
            .run({{packet, {.time_ns = 0}}, {packet, {.time_ns = 6'000'000}}, {packet, {.time_ns = 6'000'000 + silence_ns}}})
            .values("SRC_TO_DST_IAT_AVG");
    };
    EXPECT_EQ(average(99'999'999), "52");
    EXPECT_EQ(average(100'000'000), "6");
}

}  // namespace support::arrival_gaps
