// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/program/both_directions.hpp"

namespace support::appl_latency_ms {

// Milliseconds at which packets come: SYN, SYN-ACK, ACK, a question, its answer.
static std::vector<Captured> handshake(const std::vector<std::pair<Packet, int>>& packets) {
    std::vector<Captured> frames;
    for (const auto& [packet, ms] : packets)
        frames.emplace_back(packet, Facts{.time_ns = 1'000'000'000 + static_cast<std::uint64_t>(ms) * 1'000'000});
    return frames;
}

static const Tcp kSyn{.flags = 0x02}, kSynAck{.flags = 0x12}, kAck{.flags = 0x10};

static std::string latency(const std::vector<std::pair<Packet, int>>& packets) {
    return of_both_at("APPL_LATENCY_MS", handshake(packets));
}

static const std::vector<std::pair<Packet, int>> kBegin{{asks(kSyn), 0}, {answers(kSynAck), 30}, {asks(kAck), 90}};

static std::string latency_after_begin(const std::vector<std::pair<Packet, int>>& packets) {
    std::vector<std::pair<Packet, int>> all = kBegin;
    all.insert(all.end(), packets.begin(), packets.end());
    return latency(all);
}

TEST(ApplLatencyMs, IsTheTimeFromTheFirstQuestionToTheFirstAnswer) {
    EXPECT_EQ(latency_after_begin({{asks(kAck, zeros(9)), 100}, {answers(kAck), 110}, {answers(kAck, zeros(1)), 142}}), "42");
    EXPECT_EQ(latency_after_begin({{asks(kAck, zeros(9)), 100}, {answers(kAck, zeros(1)), 142}, {asks(kAck, zeros(9)), 200}}),
              "42");
}

TEST(ApplLatencyMs, IsZeroWhereTheServerSpeaksFirst) {
    EXPECT_EQ(latency_after_begin({{answers(kAck, zeros(9)), 100}, {asks(kAck, zeros(1)), 142}}), "0");
    EXPECT_EQ(latency_after_begin({{asks(kAck, zeros(9)), 100}}), "0");
}

TEST(ApplLatencyMs, IsZeroForTcpWithoutItsBegin) {
    EXPECT_EQ(latency({{asks(kAck, zeros(9)), 100}, {answers(kAck, zeros(1)), 142}}), "0");
}

TEST(ApplLatencyMs, IsKnownInUdp) {
    const Packet question = Ethernet{} / to_server() / Udp{} / Raw{.payload = zeros(9)};
    const Packet answer = Ethernet{} / to_client() / Udp{53, 49152} / Raw{.payload = zeros(9)};
    const Packet nothing = Ethernet{} / to_client() / Udp{53, 49152};

    EXPECT_EQ(latency({{question, 0}, {answer, 42}}), "42");
    EXPECT_EQ(latency({{question, 0}, {nothing, 42}, {answer, 50}}), "50");
}

TEST(ApplLatencyMs, DoesNotTakeIpv6HeadersForAPayload) {
    const auto there = [](const Octets& payload) { return Ethernet{} / Ipv6{} / HopByHop{} / kSyn / Raw{.payload = payload}; };
    Tcp back = kSynAck;
    std::swap(back.source_port, back.destination_port);
    const Packet answer = Ethernet{} / Ipv6{.source = "2001:db8::2", .destination = "2001:db8::1"} / HopByHop{} / back;

    EXPECT_EQ(latency({{there({}), 0}, {answer, 30}, {there({}), 35}}), "0");
    EXPECT_EQ(latency({{there(zeros(1)), 0}, {answer, 30}}), "0");
}

TEST(ApplLatencyMs, IsZeroInOtherProtocols) {
    EXPECT_EQ(latency({{Ethernet{} / to_server() / Icmp{8} / Raw{.payload = zeros(9)}, 0},
                       {Ethernet{} / to_client() / Icmp{0} / Raw{.payload = zeros(9)}, 42}}),
              "0");
}

}  // namespace support::appl_latency_ms
