// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::src_to_dst_max_throughput {

namespace {

struct FastPacket {
    std::uint64_t milliseconds;
    std::uint16_t octets;
    bool after_snapshot = false;
};

std::string max_throughput(std::initializer_list<FastPacket> packets) {
    std::vector<Captured> frames;
    for (const FastPacket& packet : packets)
        frames.push_back({Ethernet{} / Ipv4{.total_length = packet.octets} / Udp{},
                          {.time_ns = packet.milliseconds * 1'000'000, .after_snapshot = packet.after_snapshot}});
    return metered("SRC_TO_DST_MAX_THROUGHPUT", frames);
}

}  // namespace

TEST(SrcToDstMaxThroughput, IsTheFastestSecondFromTheFirstPacketOn) {
    EXPECT_EQ(max_throughput({{700, 100}, {1600, 300}, {1700, 500}, {2699, 31}, {2700, 39}}), "4248");  // 500 + 31 octets
    EXPECT_EQ(max_throughput({{700, 100}, {1699, 300}, {1700, 350}}), "3200");
}

TEST(SrcToDstMaxThroughput, HasTheLastSecondThoughItIsNotOver) {
    EXPECT_EQ(max_throughput({{0, 100}, {1000, 1000}, {1100, 1000}}), "16000");
    EXPECT_EQ(max_throughput({{0, 100}}), "800");
}

TEST(SrcToDstMaxThroughput, KeepsItsSecondsOverSilence) {
    EXPECT_EQ(max_throughput({{0, 100}, {5400, 200}, {5900, 200}, {6100, 40}}), "3200");  // the second from 5000 on
}

TEST(SrcToDstMaxThroughput, GoesOnOverSnapshots) {
    EXPECT_EQ(max_throughput({{0, 100}, {500, 200, true}, {900, 300, true}, {1000, 599, true}}), "4800");
}

TEST(SrcToDstMaxThroughput, StaysAtTheLargestNumber) {
    std::vector<Captured> frames(10'000, {Ethernet{} / Ipv4{.total_length = 60'000} / Udp{}});
    EXPECT_EQ(metered("SRC_TO_DST_MAX_THROUGHPUT", frames), "4294967295");
}

TEST(SrcToDstMaxThroughput, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("SRC_TO_DST_MAX_THROUGHPUT", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::src_to_dst_max_throughput
