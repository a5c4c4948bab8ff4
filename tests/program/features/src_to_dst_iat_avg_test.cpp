// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::src_to_dst_iat_avg {

namespace {

// Packets that arrive at these milliseconds.
std::vector<Captured> arrivals_for_src_to_dst_iat_avg(const Packet& packet, std::initializer_list<std::uint64_t> milliseconds) {
    std::vector<Captured> frames;
    for (const std::uint64_t time : milliseconds) frames.push_back({packet, {.time_ns = 1'000'000'000 + time * 1'000'000}});
    return frames;
}

}  // namespace

TEST(SrcToDstIatAvg, IsTheMeanGapCutOff) {
    const Packet four = Ethernet{} / Ipv4{} / Udp{}, six = Ethernet{} / Ipv6{} / Tcp{};

    EXPECT_EQ(metered("SRC_TO_DST_IAT_AVG", arrivals_for_src_to_dst_iat_avg(four, {0, 30, 50, 150})), "50");
    EXPECT_EQ(metered("SRC_TO_DST_IAT_AVG", arrivals_for_src_to_dst_iat_avg(four, {0, 7})), "7");
    EXPECT_EQ(metered("SRC_TO_DST_IAT_AVG", arrivals_for_src_to_dst_iat_avg(four, {0, 1, 2, 5})), "1");
    EXPECT_EQ(metered("SRC_TO_DST_IAT_AVG", arrivals_for_src_to_dst_iat_avg(six, {0, 1, 2, 5})), "1");
}

TEST(SrcToDstIatAvg, IsThatOfEachFlow) {
    const Packet one = Ethernet{} / Ipv4{} / Udp{1}, other = Ethernet{} / Ipv4{} / Udp{2};

    EXPECT_EQ(metered("SRC_TO_DST_IAT_AVG",
                      {{one, {.time_ns = 0}},
                       {other, {.time_ns = 1'000'000}},
                       {one, {.time_ns = 40'000'000}},
                       {other, {.time_ns = 71'000'000}}},
                      "L4_SRC_PORT SRC_TO_DST_IAT_AVG"),
              "40 70");
}

TEST(SrcToDstIatAvg, IsZeroOfOnePacket) {
    EXPECT_EQ(metered("SRC_TO_DST_IAT_AVG", arrivals_for_src_to_dst_iat_avg(Ethernet{} / Ipv4{} / Tcp{}, {5})), "0");
}

TEST(SrcToDstIatAvg, GoesOnOverSnapshots) {
    const Packet packet = Ethernet{} / Ipv4{} / Udp{};
    auto frames = arrivals_for_src_to_dst_iat_avg(packet, {0, 30, 50, 150});
    for (Captured& frame : frames) frame.facts.after_snapshot = true;

    EXPECT_EQ(metered("SRC_TO_DST_IAT_AVG", frames, "L4_SRC_PORT SRC_TO_DST_IAT_AVG"), "50");
}

TEST(SrcToDstIatAvg, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("SRC_TO_DST_IAT_AVG", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::src_to_dst_iat_avg
