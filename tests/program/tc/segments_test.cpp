// SPDX-License-Identifier: Apache-2.0
// Segmentation offload: a packet that the kernel holds in one piece counts as the segments that are on the wire.
#include <gtest/gtest.h>

#include "tests/support/tc_metered.hpp"

namespace support::tc_segments {
namespace {

constexpr const char* kFields = "IN_PKTS IN_BYTES layer2OctetDeltaCount MIN_IP_PKT_LEN MAX_IP_PKT_LEN";

Octets tcp4(std::size_t payload) { return Ethernet{} / Ipv4{} / Tcp{} / Raw{zeros(payload)}; }

// With options: what zeros() would be payload of is the rest of the header.
Octets with_options(Octets packet, std::size_t tcp_at, int words) {
    packet[tcp_at + 12] = static_cast<std::byte>(words << 4);
    return packet;
}

// 2,900 octets of payload at 1,448 each: 1,448, 1,448 and 4, with 40 octets of headers each.
TEST(Segments, OfTcpEachHaveTheirHeaders) { EXPECT_EQ(metered_in_tc(kFields, {{tcp4(2900), 1448, 3}}), "3 3020 3062 44 1488"); }

TEST(Segments, OfTcpOverIpv6EachHaveTheirHeaders) {
    const Octets packet = Ethernet{} / Ipv6{} / Tcp{} / Raw{zeros(2900)};

    EXPECT_EQ(metered_in_tc(kFields, {{packet, 1440, 3}}), "3 3080 3122 80 1500");
}

TEST(Segments, RepeatTcpsOptions) {
    const Octets packet = with_options(tcp4(2912), 34, 8);  // 12 octets of options, 2,900 of payload

    EXPECT_EQ(metered_in_tc(kFields, {{packet, 1448, 3}}), "3 3056 3098 56 1500");
}

TEST(Segments, RepeatIpv4sOptions) {
    const Octets packet = Ethernet{} / Ipv4{.options = zeros(8)} / Tcp{} / Raw{zeros(2000)};

    EXPECT_EQ(metered_in_tc(kFields, {{packet, 1000, 2}}), "2 2096 2124 1048 1048");
}

TEST(Segments, RepeatIpv6sExtensionHeaders) {
    const Octets packet = Ethernet{} / Ipv6{} / HopByHop{} / DestinationOptions{} / Tcp{} / Raw{zeros(2001)};

    EXPECT_EQ(metered_in_tc(kFields, {{packet, 1000, 3}}), "3 2229 2271 77 1076");
}

TEST(Segments, OfUdpEachHaveTheirHeaders) {
    const Octets ipv4 = Ethernet{} / Ipv4{} / Udp{} / Raw{zeros(2500)}, ipv6 = Ethernet{} / Ipv6{} / Udp{} / Raw{zeros(2500)};

    EXPECT_EQ(metered_in_tc(kFields, {{ipv4, 1000, 3}}), "3 2584 2626 528 1028");
    EXPECT_EQ(metered_in_tc(kFields, {{ipv6, 1000, 3}}), "3 2644 2686 548 1048");
}

// From virtual machines and tun devices they come without a count.
TEST(Segments, AreCountedWhereNobodyHas) {
    EXPECT_EQ(metered_in_tc(kFields, {{tcp4(2900), 1448, 0}}), "3 3020 3062 44 1488");
    EXPECT_EQ(metered_in_tc(kFields, {{tcp4(2896), 1448, 0}}), "2 2976 3004 1488 1488");
    EXPECT_EQ(metered_in_tc(kFields, {{tcp4(1000), 1448, 0}}), "1 1040 1054 1040 1040");
}

TEST(Segments, OfOneAreAPacket) {
    EXPECT_EQ(metered_in_tc(kFields, {{tcp4(1000), 1448, 1}}), "1 1040 1054 1040 1040");
    EXPECT_EQ(metered_in_tc(kFields, {{tcp4(1000), 0, 0}}), "1 1040 1054 1040 1040");
}

// Where packets leave, the kernel knows how long the headers of a tunnelled packet are: here 50 octets more than the outer ones.
TEST(Segments, OfTunnelsRepeatTheInnerHeadersWhereThePacketLeaves) {
    const Octets packet = Ethernet{} / Ipv4{} / Udp{} / Raw{zeros(8 + 14 + 20 + 20 + 2000)};  // VXLAN: 28 outer, 62 inner
    const auto held = static_cast<std::uint32_t>(packet.size());

    EXPECT_EQ(metered_in_tc(kFields, {{packet, 1000, 2, held + 14 + 28 + 62}}), "2 2180 2208 1090 1090");
    EXPECT_EQ(metered_in_tc("IN_PKTS IN_BYTES", {{packet, 1000, 2}}), "2 2118");  // where it enters nobody says so
}

// 1,488, 1,488 and 44 octets, with Ethernet 14 more each.
TEST(Segments, AreSortedByTheirLengths) {
    EXPECT_EQ(metered_in_tc("NUM_PKTS_UP_TO_128_BYTES NUM_PKTS_128_TO_256_BYTES NUM_PKTS_1024_TO_1514_BYTES LONGEST_FLOW_PKT "
                            "SHORTEST_FLOW_PKT NUM_PKTS_TTL_32_64",
                            {{tcp4(2900), 1448, 3}}),
              "1 0 2 1488 44 3");
    EXPECT_EQ(metered_in_tc("octetDeltaSumOfSquares layer2OctetDeltaSumOfSquares minimumLayer2TotalLength "
                            "maximumLayer2TotalLength ipTotalLength",
                            {{tcp4(2900), 1448, 3}}),
              "4430224 4515372 58 1502 1488");
}

// The kernel leaves FIN and PSH to the last segment.
TEST(Segments, HaveTheFlagsOfTheirFrame) {
    const Octets packet = Ethernet{} / Ipv4{} / Tcp{.flags = 0xff} / Raw{zeros(2900)};

    EXPECT_EQ(metered_in_tc("tcpAckTotalCount tcpFinTotalCount tcpPshTotalCount tcpRstTotalCount tcpSynTotalCount "
                            "tcpUrgTotalCount",
                            {{packet, 1448, 3}}),
              "3 1 1 3 3 3");
}

TEST(Segments, AreSumsOverPackets) {
    EXPECT_EQ(metered_in_tc(kFields, {{tcp4(2900), 1448, 3}, {tcp4(0)}, {tcp4(2000), 1000, 2}}), "6 5140 5224 40 1488");
}

TEST(Segments, AreCountedInTheStatistics) {
    const Octets arp = Ethernet{} / Raw{.payload = zeros(46), .type = 0x0806};

    const Metering metering = TcMeter("IN_PKTS").run({{tcp4(2900), 1448, 3}, {tcp4(10)}, {arp}});

    EXPECT_EQ(metering.counters.frames, 5U);
    EXPECT_EQ(metering.counters.octets, 3020U + 50U);
    EXPECT_EQ(metering.counters.non_ip, 1U);
    EXPECT_EQ(metering.values("IN_PKTS"), "4");
}

// IPv4 and IPv6 cannot say a length above 65,535: 0 stands for it (BIG TCP).
TEST(Segments, OfPacketsWithoutALengthHaveThatOfTheFrame) {
    const Octets ipv4 = Ethernet{} / Ipv4{.total_length = 0} / Tcp{} / Raw{zeros(2900)};
    const Octets ipv6 = Ethernet{} / Ipv6{.payload_length = 0} / Tcp{} / Raw{zeros(2900)};
    const Octets length = octets({0xc2, 4, 0, 0, 0x0b, 0x70});  // 2,928 octets behind the IP header
    const Octets jumbo = Ethernet{} / Ipv6{.payload_length = 0} / HopByHop{.options = length} / Tcp{} / Raw{zeros(2900)};
    const auto held = static_cast<std::uint32_t>(jumbo.size());

    EXPECT_EQ(metered_in_tc(kFields, {{ipv4, 1448, 3}}), "3 3020 3062 44 1488");
    EXPECT_EQ(metered_in_tc(kFields, {{ipv6, 1440, 3}}), "3 3080 3122 80 1500");
    EXPECT_EQ(metered_in_tc(kFields, {{jumbo, 1440, 3}}), "3 3080 3122 80 1500");  // the extension header is not for the wire
    EXPECT_EQ(metered_in_tc(kFields, {{jumbo, 1440, 3, held + 2 * 82}}), "3 3080 3122 80 1500");
}

// SCTP hands its chunks over in a list; their sizes are their own.
TEST(Segments, OfUnequalSizesHaveTheMeanLength) {
    const Octets packet = Ethernet{} / Ipv4{} / Sctp{} / Raw{zeros(988)};

    EXPECT_EQ(metered_in_tc(kFields, {{packet, 0xffff, 2}}), "2 1052 1080 526 526");
}

// Whatever a hostile sender claims, nothing is read beyond the packet, and a packet is a packet.
TEST(Segments, OfNonsenseAreAPacket) {
    EXPECT_EQ(metered_in_tc("IN_PKTS IN_BYTES", {{with_options(tcp4(4), 34, 15), 1, 0}}), "1 44");
    EXPECT_EQ(metered_in_tc("IN_PKTS IN_BYTES", {{Ethernet{} / Ipv4{.total_length = 20} / Udp{}, 1, 9}}), "1 20");
    EXPECT_EQ(metered_in_tc("IN_PKTS IN_BYTES", {{Ethernet{} / Ipv4{.fragment_offset = 9} / Raw{zeros(100), 253}, 50, 0}}),
              "2 140");
}

}  // namespace
}  // namespace support::tc_segments
