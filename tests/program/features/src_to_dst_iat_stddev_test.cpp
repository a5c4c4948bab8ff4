// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::src_to_dst_iat_stddev {

namespace {

// Packets that arrive at these milliseconds.
std::vector<Captured> arrivals_for_src_to_dst_iat_stddev(const Packet& packet,
                                                         std::initializer_list<std::uint64_t> milliseconds) {
    std::vector<Captured> frames;
    for (const std::uint64_t time : milliseconds) frames.push_back({packet, {.time_ns = 1'000'000'000 + time * 1'000'000}});
    return frames;
}

}  // namespace

TEST(SrcToDstIatStddev, IsThatOfAllGapsRounded) {
    const Packet four = Ethernet{} / Ipv4{} / Udp{}, six = Ethernet{} / Ipv6{} / Tcp{};

    EXPECT_EQ(metered("SRC_TO_DST_IAT_STDDEV", arrivals_for_src_to_dst_iat_stddev(four, {0, 10, 30, 40, 60})), "5");
    EXPECT_EQ(metered("SRC_TO_DST_IAT_STDDEV", arrivals_for_src_to_dst_iat_stddev(four, {0, 7, 14, 21})), "0");
    EXPECT_EQ(metered("SRC_TO_DST_IAT_STDDEV", arrivals_for_src_to_dst_iat_stddev(four, {0, 2000, 5000, 6000})), "816");
    EXPECT_EQ(metered("SRC_TO_DST_IAT_STDDEV", arrivals_for_src_to_dst_iat_stddev(six, {0, 2000, 5000, 6000})), "816");
}

TEST(SrcToDstIatStddev, IsThatOfEachFlow) {
    const Packet one = Ethernet{} / Ipv4{} / Udp{1}, other = Ethernet{} / Ipv4{} / Udp{2};

    EXPECT_EQ(metered("SRC_TO_DST_IAT_STDDEV",
                      {{one, {.time_ns = 0}},
                       {other, {.time_ns = 1'000'000}},
                       {one, {.time_ns = 40'000'000}},
                       {other, {.time_ns = 71'000'000}}},
                      "L4_SRC_PORT SRC_TO_DST_IAT_STDDEV"),
              "0 0");
}

TEST(SrcToDstIatStddev, IsZeroOfOnePacket) {
    EXPECT_EQ(metered("SRC_TO_DST_IAT_STDDEV", arrivals_for_src_to_dst_iat_stddev(Ethernet{} / Ipv4{} / Tcp{}, {5})), "0");
}

TEST(SrcToDstIatStddev, GoesOnOverSnapshots) {
    const Packet packet = Ethernet{} / Ipv4{} / Udp{};
    auto frames = arrivals_for_src_to_dst_iat_stddev(packet, {0, 10, 30, 40, 60});
    for (Captured& frame : frames) frame.facts.after_snapshot = true;

    EXPECT_EQ(metered("SRC_TO_DST_IAT_STDDEV", frames, "L4_SRC_PORT SRC_TO_DST_IAT_STDDEV"), "5");
}

TEST(SrcToDstIatStddev, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("SRC_TO_DST_IAT_STDDEV", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::src_to_dst_iat_stddev
