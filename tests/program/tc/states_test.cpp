// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/tc_metered.hpp"

namespace support::tc_states {
namespace {

Skb segment(std::uint16_t port, std::uint32_t sequence, std::size_t payload) {
    return {Ethernet{} / Ipv4{} / Tcp{.source_port = port, .sequence = sequence} / Raw{zeros(payload)}};
}

}  // namespace

TEST(TcStates, CountRetransmittedSegmentsOfOneFrame) {
    Skb segments = segment(1, 1000, 2500);
    segments.gso_size = 1000, segments.gso_segs = 3;

    EXPECT_EQ(metered_in_tc("RETRANSMITTED_IN_PKTS RETRANSMITTED_IN_BYTES", {segments, segments}), "3 2620");
    EXPECT_EQ(metered_in_tc("RETRANSMITTED_IN_PKTS", {segments, segment(1, 3500, 10)}), "0");
    EXPECT_EQ(metered_in_tc("RETRANSMITTED_IN_PKTS", {segments, segment(1, 3400, 100)}), "1");
}

TEST(TcStates, AreOfOneMomentForTheSegmentsOfOneFrame) {
    Skb segments = segment(1, 1000, 2500);
    segments.gso_size = 1000, segments.gso_segs = 3;

    EXPECT_EQ(metered_in_tc("SRC_TO_DST_IAT_MIN SRC_TO_DST_IAT_MAX PACKET_TOTAL OCTET_TOTAL", {segments}), "0 0 3 2620");
}

// There is room for four states, and no flow is ever over.
TEST(TcStates, ThatMakeRoomForOthersAreCounted) {
    TcMeter meter("L4_SRC_PORT RETRANSMITTED_IN_PKTS", {.state_bits = 1});
    const auto run = [&](std::initializer_list<std::uint16_t> ports) {
        std::vector<Skb> segments;
        for (const std::uint16_t port : ports) segments.push_back(segment(port, 1, 9));
        return meter.run(segments).values("RETRANSMITTED_IN_PKTS");
    };
    EXPECT_EQ(run({1, 2, 3, 4, 1, 2, 3, 4}), "1 1 1 1");
    EXPECT_EQ(meter.lost_states(), 0U);

    // The fifth takes the place of the first, whose last packet is the oldest; the first then that of the second.
    EXPECT_EQ(run({1, 2, 3, 4, 5, 5, 1, 3, 4, 5}), "0 0 1 1 2");
    EXPECT_EQ(meter.lost_states(), 2U);
}

TEST(TcStates, OfTcpAloneAreNotTakenByOtherPackets) {
    TcMeter meter("L4_SRC_PORT RETRANSMITTED_IN_PKTS", {.state_bits = 1});
    std::vector<Skb> packets;
    for (std::uint16_t port = 1; port < 9; port++) packets.push_back({Ethernet{} / Ipv4{} / Udp{port}});

    static_cast<void>(meter.run(packets));

    EXPECT_EQ(meter.lost_states(), 0U);
}

}  // namespace support::tc_states
