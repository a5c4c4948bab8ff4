// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/program/both_directions.hpp"

namespace support::server_nw_latency_ms {

// Milliseconds at which packets come: SYN, SYN-ACK, ACK.
static std::vector<Captured> handshake(const std::vector<std::pair<Packet, int>>& packets) {
    std::vector<Captured> frames;
    for (const auto& [packet, ms] : packets)
        frames.emplace_back(packet, Facts{.time_ns = 1'000'000'000 + static_cast<std::uint64_t>(ms) * 1'000'000});
    return frames;
}

static const Tcp kSyn{.flags = 0x02}, kSynAck{.flags = 0x12}, kAck{.flags = 0x10}, kRst{.flags = 0x14};

static std::string latency(const std::vector<std::pair<Packet, int>>& packets) {
    return of_both_at("SERVER_NW_LATENCY_MS", handshake(packets));
}

TEST(ServerNwLatencyMs, IsHalfTheTimeFromTheSynToTheSynAck) {
    EXPECT_EQ(latency({{asks(kSyn), 0}, {answers(kSynAck), 30}, {asks(kAck), 90}}), "15");
    EXPECT_EQ(latency({{asks(kSyn), 0}, {answers(kSynAck), 31}}), "15");
}

TEST(ServerNwLatencyMs, CountsFromTheSynThatWasAnswered) {
    EXPECT_EQ(latency({{asks(kSyn), 0}, {asks(kSyn), 1000}, {answers(kSynAck), 1040}}), "20");
    EXPECT_EQ(latency({{asks(kSyn), 0}, {answers(kSynAck), 40}, {asks(kSyn), 1000}, {answers(kSynAck), 1040}}), "20");
}

TEST(ServerNwLatencyMs, IsZeroWithoutAHandshake) {
    EXPECT_EQ(latency({{asks(kSyn), 0}}), "0");
    EXPECT_EQ(latency({{answers(kSynAck), 0}, {asks(kAck), 30}}), "0");
    EXPECT_EQ(latency({{asks(kSyn), 0}, {answers(kRst), 30}}), "0");
    EXPECT_EQ(latency({{asks(kAck), 0}, {answers(kAck), 30}}), "0");
}

TEST(ServerNwLatencyMs, IsZeroInOtherProtocols) {
    EXPECT_EQ(latency({{Ethernet{} / to_server() / Udp{}, 0}, {Ethernet{} / to_client() / Udp{53, 49152}, 30}}), "0");
}

}  // namespace support::server_nw_latency_ms
