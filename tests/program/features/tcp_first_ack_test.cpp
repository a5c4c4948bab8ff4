// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/program/both_directions.hpp"

namespace support::tcp_first_ack {

// Seen in what is made of it: the time from the SYN-ACK to the first ACK that is neither SYN nor RST.
TEST(TcpFirstAck, IsTheEarliestThatIsNeitherSynNorRst) {
    const auto at = [](std::uint64_t ms) { return Facts{.time_ns = ms * 1'000'000}; };
    const Captured syn{asks({.flags = 0x02}), at(100)}, syn_ack{answers({.flags = 0x12}), at(110)};

    EXPECT_EQ(
        of_both_at("CLIENT_NW_LATENCY_MS", {syn, syn_ack, {asks({.flags = 0x10}), at(150)}, {asks({.flags = 0x18}), at(190)}}),
        "20");
    EXPECT_EQ(
        of_both_at("CLIENT_NW_LATENCY_MS", {syn, syn_ack, {asks({.flags = 0x11}), at(190)}, {asks({.flags = 0x10}), at(150)}}),
        "20");
    EXPECT_EQ(
        of_both_at("CLIENT_NW_LATENCY_MS", {syn, syn_ack, {asks({.flags = 0x14}), at(120)}, {asks({.flags = 0x10}), at(150)}}),
        "20");
}

}  // namespace support::tcp_first_ack
