// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::in_pkts {

TEST(InPkts, CountsEveryIpPacket) {
    const Packet tcp = Ethernet{} / Ipv4{} / Tcp{}, icmp6 = Ethernet{} / Ipv6{} / Icmp6{};

    EXPECT_EQ(metered("IN_PKTS", {tcp}), "1");
    EXPECT_EQ(metered("IN_PKTS", {tcp, icmp6, tcp}), "3");
}

TEST(InPkts, CountsFragmentsEachForItself) {
    const Packet first = Ethernet{} / Ipv4{.more_fragments = true} / Udp{},
                 later = Ethernet{} / Ipv4{.fragment_offset = 1} / Udp{};

    EXPECT_EQ(metered("IN_PKTS", {first, later, later}), "3");
}

TEST(InPkts, CountsByFlow) {
    const Packet tcp = Ethernet{} / Ipv4{} / Tcp{}, udp = Ethernet{} / Ipv4{} / Udp{};

    EXPECT_EQ(metered("IN_PKTS", {tcp, udp, tcp}, "PROTOCOL IN_PKTS"), "1 2");
}

TEST(InPkts, CountsNeitherMalformedNorOtherFrames) {
    const Metering metering = Meter("IN_PKTS").run({Ethernet{} / Ipv4{} / Udp{}, Ethernet{} / Ipv4{.header_words = 4} / Udp{},
                                                    Ethernet{} / Raw{.payload = zeros(46), .type = 0x0806}});

    EXPECT_EQ(metering.values("IN_PKTS"), "1");
    EXPECT_EQ(metering.counters.frames, 3U);
    EXPECT_EQ(metering.counters.malformed, 1U);
    EXPECT_EQ(metering.counters.non_ip, 1U);
}

TEST(InPkts, NeedsTheWholeIpHeader) {
    EXPECT_EQ(by_captured_octets("IN_PKTS", Ethernet{} / Vlan{} / Ipv4{.options = zeros(4)} / Udp{}), "0: malformed, 42: 1");
    EXPECT_EQ(by_captured_octets("IN_PKTS", Ethernet{} / Mpls{} / Ipv6{} / Udp{}), "0: malformed, 58: 1");
}

}  // namespace support::in_pkts
