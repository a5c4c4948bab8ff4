// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/program/both_directions.hpp"

namespace support::tcp_first_syn {

// Seen in what is made of it: the time from the SYN to the SYN-ACK.
static std::string halved(std::uint64_t first_ms, std::uint64_t second_ms, std::uint64_t answer_ms) {
    const auto at = [](std::uint64_t ms) { return Facts{.time_ns = ms * 1'000'000}; };
    return of_both_at("SERVER_NW_LATENCY_MS", {{asks({.flags = 0x02}), at(first_ms)},
                                               {asks({.flags = 0x02}), at(second_ms)},
                                               {answers({.flags = 0x12}), at(answer_ms)}});
}

TEST(TcpFirstSyn, IsTheEarliestInWhateverOrder) {
    EXPECT_EQ(halved(100, 2000, 140), "20");
    EXPECT_EQ(halved(2000, 100, 140), "20");
}

TEST(TcpFirstSyn, MayComeAtTimeZero) { EXPECT_EQ(halved(0, 2000, 40), "20"); }

}  // namespace support::tcp_first_syn
