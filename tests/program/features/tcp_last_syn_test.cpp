// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/program/both_directions.hpp"

namespace support::tcp_last_syn {

// Seen in what is made of it: the time from the last SYN to the SYN-ACK.
TEST(TcpLastSyn, IsTheLatestInWhateverOrder) {
    const auto at = [](std::uint64_t ms) { return Facts{.time_ns = ms * 1'000'000}; };
    const Packet syn = asks({.flags = 0x02}), syn_ack = answers({.flags = 0x12});

    EXPECT_EQ(of_both_at("SERVER_NW_LATENCY_MS", {{syn, at(100)}, {syn, at(2000)}, {syn_ack, at(2060)}}), "30");
    EXPECT_EQ(of_both_at("SERVER_NW_LATENCY_MS", {{syn, at(2000)}, {syn, at(100)}, {syn_ack, at(2060)}}), "30");
}

}  // namespace support::tcp_last_syn
