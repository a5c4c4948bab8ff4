// SPDX-License-Identifier: Apache-2.0
// Ethernet (IEEE 802.3), VLAN tags (802.1Q, 802.1ad) and MPLS labels (RFC 3032): what is IP, what is not, what is malformed.
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::parsers_link {

// One packet in, and what it was counted as.
static std::string kind_of(const Packet& packet) {
    const Metering metering = Meter("IN_PKTS").run({packet});
    if (metering.counters.malformed == 1) return "malformed";
    if (metering.counters.non_ip == 1) return "non-IP";
    return metering.values("IN_PKTS") == "1" ? "flow" : "lost";
}

static Packet labelled(int labels) {
    Packet packet = Ethernet{} / Mpls{.bottom = labels == 1};
    for (int i = 2; i <= labels; i++) packet.add(Mpls{.bottom = i == labels});
    return packet / Ipv4{} / Udp{};
}

TEST(Ethernet, CarriesOtherThingsThanIp) {
    for (const int type : {0x0806, 0x8863, 0x8864, 0x88cc, 0x0026, 0x05dc, 0x0000, 0xffff})
        EXPECT_EQ(kind_of(Ethernet{} / Raw{.payload = zeros(46), .type = static_cast<std::uint16_t>(type)}), "non-IP") << type;
}

TEST(Ethernet, IsMalformedWhenCut) {
    EXPECT_EQ(by_captured_octets("IN_PKTS", Ethernet{} / Raw{.payload = zeros(2), .type = 0x0806}), "0: malformed, 14: non-IP");
}

TEST(Vlan, IsWalkedTwice) {
    EXPECT_EQ(kind_of(Ethernet{} / Vlan{} / Ipv4{} / Udp{}), "flow");
    EXPECT_EQ(kind_of(Ethernet{} / Vlan{.tpid = 0x9200} / Vlan{.tpid = 0x9100} / Ipv6{} / Udp{}), "flow");
}

TEST(Vlan, IsNotWalkedAThirdTime) {
    EXPECT_EQ(kind_of(Ethernet{} / Vlan{.tpid = 0x88a8} / Vlan{} / Vlan{} / Ipv4{} / Udp{}), "non-IP");
}

TEST(Vlan, IsMalformedWhenCut) {
    EXPECT_EQ(by_captured_octets("IN_PKTS", Ethernet{} / Vlan{} / Vlan{} / Raw{.payload = zeros(1), .type = 0x0806}),
              "0: malformed, 22: non-IP");
}

TEST(Vlan, KnowsNoOtherTypes) { EXPECT_EQ(kind_of(Ethernet{} / Vlan{.tpid = 0x9300} / Ipv4{} / Udp{}), "non-IP"); }

TEST(Vlan, CarriesOtherThingsThanIp) {
    EXPECT_EQ(kind_of(Ethernet{} / Vlan{} / Raw{.payload = zeros(46), .type = 0x0806}), "non-IP");
}

TEST(Mpls, IsWalkedSixteenTimes) {
    EXPECT_EQ(kind_of(labelled(1)), "flow");
    EXPECT_EQ(kind_of(labelled(16)), "flow");
    EXPECT_EQ(kind_of(labelled(17)), "non-IP");
}

TEST(Mpls, IsWalkedSixteenTimesBehindTwoTags) {
    Packet packet = Ethernet{} / Vlan{.tpid = 0x88a8} / Vlan{};
    for (int i = 1; i <= 16; i++) packet.add(Mpls{.bottom = i == 16});

    EXPECT_EQ(by_captured_octets("L4_DST_PORT", packet / Ipv4{} / Udp{}), "0: malformed, 106: 0, 114: 53");
}

TEST(Mpls, IsAnnouncedByTwoTypes) { EXPECT_EQ(kind_of(Ethernet{} / Mpls{.type = 0x8848} / Ipv6{} / Udp{}), "flow"); }

TEST(Mpls, CarriesWhatTheFirstNibbleSays) {
    EXPECT_EQ(metered("IP_PROTOCOL_VERSION", {Ethernet{} / Mpls{} / Ipv4{} / Udp{}, Ethernet{} / Mpls{} / Ipv6{} / Udp{}}),
              "4 6");
    for (const int first : {0x00, 0x10, 0x35, 0x50, 0x70, 0xf0}) {
        Octets payload = zeros(60);
        payload.front() = static_cast<std::byte>(first);
        EXPECT_EQ(kind_of(Ethernet{} / Mpls{} / Raw{.payload = payload}), "non-IP") << first;
    }
}

TEST(Mpls, IsMalformedWhenCut) {
    EXPECT_EQ(by_captured_octets("IN_PKTS", Ethernet{} / Mpls{} / Mpls{} / Raw{.payload = zeros(1)}), "0: malformed, 23: non-IP");
    EXPECT_EQ(by_captured_octets("IN_PKTS", Ethernet{} / Mpls{} / Mpls{} / Ipv6{}), "0: malformed, 62: 1");
}

TEST(Frame, IsCountedAsOneOfFourThings) {
    const Metering metering =
        Meter("IN_PKTS").run({Ethernet{} / Ipv4{} / Udp{}, Ethernet{} / Ipv6{} / Udp{}, Ethernet{} / Raw{.type = 0x0806},
                              Ethernet{} / Ipv4{.version = 6} / Udp{}, octets({1, 2, 3}), Octets{}});

    EXPECT_EQ(metering.counters.frames, 6U);
    EXPECT_EQ(metering.values("IN_PKTS"), "2");
    EXPECT_EQ(metering.counters.non_ip, 1U);
    EXPECT_EQ(metering.counters.malformed, 3U);
    EXPECT_EQ(metering.counters.octets, 28U + 48U);
}

}  // namespace support::parsers_link
