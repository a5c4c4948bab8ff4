// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/program/both_directions.hpp"

namespace support::client_nw_latency_ms {

// Milliseconds at which packets come: SYN, SYN-ACK, ACK.
static std::vector<Captured> handshake(const std::vector<std::pair<Packet, int>>& packets) {
    std::vector<Captured> frames;
    for (const auto& [packet, ms] : packets)
        frames.emplace_back(packet, Facts{.time_ns = 1'000'000'000 + static_cast<std::uint64_t>(ms) * 1'000'000});
    return frames;
}

static const Tcp kSyn{.flags = 0x02}, kSynAck{.flags = 0x12}, kAck{.flags = 0x10}, kRst{.flags = 0x14};

static std::string latency(const std::vector<std::pair<Packet, int>>& packets) {
    return of_both_at("CLIENT_NW_LATENCY_MS", handshake(packets));
}

TEST(ClientNwLatencyMs, IsHalfTheTimeFromTheSynAckToTheAck) {
    EXPECT_EQ(latency({{asks(kSyn), 0}, {answers(kSynAck), 30}, {asks(kAck), 90}, {asks(kAck), 99}}), "30");
}

TEST(ClientNwLatencyMs, CountsFromTheSynAckThatWasAnswered) {
    EXPECT_EQ(latency({{asks(kSyn), 0}, {answers(kSynAck), 30}, {answers(kSynAck), 1030}, {asks(kAck), 1050}}), "10");
    EXPECT_EQ(latency({{asks(kSyn), 0}, {answers(kSynAck), 30}, {asks(kAck), 50}, {answers(kSynAck), 1030}, {asks(kAck), 1050}}),
              "10");
}

TEST(ClientNwLatencyMs, IsZeroWithoutAHandshake) {
    EXPECT_EQ(latency({{asks(kSyn), 0}, {answers(kSynAck), 30}}), "0");
    EXPECT_EQ(latency({{asks(kSyn), 0}, {answers(kSynAck), 30}, {asks(kRst), 90}}), "0");
    EXPECT_EQ(latency({{answers(kSynAck), 0}, {asks(kAck), 30}}), "0");
}

}  // namespace support::client_nw_latency_ms
