// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::src_to_dst_min_throughput {

namespace {

struct SlowPacket {
    std::uint64_t milliseconds;
    std::uint16_t octets;
    bool after_snapshot = false;
};

std::string min_throughput(std::initializer_list<SlowPacket> packets) {
    std::vector<Captured> frames;
    for (const SlowPacket& packet : packets)
        frames.push_back({Ethernet{} / Ipv4{.total_length = packet.octets} / Udp{},
                          {.time_ns = packet.milliseconds * 1'000'000, .after_snapshot = packet.after_snapshot}});
    return metered("SRC_TO_DST_MIN_THROUGHPUT", frames);
}

}  // namespace

TEST(SrcToDstMinThroughput, IsTheSlowestSecondThatIsOver) {
    EXPECT_EQ(min_throughput({{0, 500}, {1000, 100}, {1999, 200}, {2000, 900}, {3000, 50}}), "2400");
}

TEST(SrcToDstMinThroughput, LeavesOutSecondsWithoutPackets) {
    EXPECT_EQ(min_throughput({{0, 500}, {9000, 100}, {9001, 100}, {10000, 50}}), "1600");
}

TEST(SrcToDstMinThroughput, IsTheOnlySecondOfAShortFlow) {
    EXPECT_EQ(min_throughput({{0, 500}, {999, 100}}), "4800");
    EXPECT_EQ(min_throughput({{0, 77}}), "616");
}

TEST(SrcToDstMinThroughput, GoesOnOverSnapshots) {
    EXPECT_EQ(min_throughput({{0, 100}, {500, 200, true}, {1000, 900, true}, {2000, 40, true}}), "2400");
}

TEST(SrcToDstMinThroughput, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("SRC_TO_DST_MIN_THROUGHPUT", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::src_to_dst_min_throughput
