// SPDX-License-Identifier: Apache-2.0
// The program behind TC: the same text as in XDP, on the kernel's form of a packet.
#include <gtest/gtest.h>

#include "tests/support/tc_metered.hpp"

namespace support::tc_frames {
namespace {

constexpr const char* kTags = "DOT1Q_SRC_VLAN SRC_VLAN layer2OctetDeltaCount IN_BYTES";

// What the kernel does to the outermost tag of a frame before anybody sees it: it is not in the data any more.
TcSetup outer_tag(int id) {
    return {.before =
                "\tstatic long (*const push)(struct __sk_buff *, __be16, __u16) = (void *)18;\n\tpush(ctx, to_be16(0x8100), " +
                std::to_string(id) + ");\n"};
}

TEST(TcFrame, IsMeteredAsInXdp) {
    EXPECT_EQ(metered_in_tc("PROTOCOL L4_DST_PORT IN_PKTS IN_BYTES layer2OctetDeltaCount",
                            {{Ethernet{} / Ipv4{} / Udp{} / Raw{zeros(58)}}, {Ethernet{} / Ipv4{} / Udp{} / Raw{zeros(8)}}}),
              "17 53 2 122 150");
    EXPECT_EQ(metered_in_tc("PROTOCOL L4_DST_PORT IN_PKTS IN_BYTES IN_SRC_MAC",
                            {{Ethernet{} / Vlan{} / Mpls{} / Ipv6{} / HopByHop{} / Tcp{}}}),
              "6 443 1 68 \"00:00:5e:00:53:01\"");
}

TEST(TcFrame, IsCountedAsOneOfFourThings) {
    const Metering metering = TcMeter("IN_PKTS").run({{Ethernet{} / Ipv4{} / Udp{}},
                                                      {Ethernet{} / Ipv6{} / Udp{}},
                                                      {Ethernet{} / Raw{.payload = zeros(46), .type = 0x0806}},
                                                      {Ethernet{} / Ipv4{.version = 6} / Udp{}}});

    EXPECT_EQ(metering.counters.frames, 4U);
    EXPECT_EQ(metering.values("IN_PKTS"), "2");
    EXPECT_EQ(metering.counters.non_ip, 1U);
    EXPECT_EQ(metering.counters.malformed, 1U);
}

TEST(TcFrame, HasTagsInItsData) {
    EXPECT_EQ(metered_in_tc(kTags, {{Ethernet{} / Vlan{.id = 7} / Ipv4{} / Udp{}}}), "7 7 46 28");
    EXPECT_EQ(metered_in_tc(kTags, {{Ethernet{} / Vlan{.id = 7} / Vlan{.id = 9} / Ipv4{} / Udp{}}}), "7 9 50 28");
}

TEST(TcFrame, HasATagBesideItsData) {
    EXPECT_EQ(metered_in_tc(kTags, {{Ethernet{} / Ipv4{} / Udp{}}}, outer_tag(5)), "5 5 46 28");
}

TEST(TcFrame, HasThePriorityOfATagBesideItsData) {
    constexpr const char* kPriorities = "dot1qPriority dot1qCustomerPriority DOT1Q_SRC_VLAN ethernetType";

    EXPECT_EQ(metered_in_tc(kPriorities, {{Ethernet{} / Ipv4{} / Udp{}}}, outer_tag(0xa005)), "5 5 5 2048");
    EXPECT_EQ(metered_in_tc(kPriorities, {{Ethernet{} / Vlan{.id = 7, .priority = 3} / Ipv6{} / Udp{}}}, outer_tag(0xa005)),
              "5 3 5 34525");
}

TEST(TcFrame, HasATagBesideItsDataAndOneWithin) {
    EXPECT_EQ(metered_in_tc(kTags, {{Ethernet{} / Vlan{.id = 7} / Ipv4{} / Udp{}}}, outer_tag(5)), "5 7 50 28");
}

TEST(TcFrame, HasTwoTagsAtMost) {
    const Metering metering =
        TcMeter("IN_PKTS", outer_tag(5)).run({{Ethernet{} / Vlan{.id = 7} / Vlan{.id = 9} / Ipv4{} / Udp{}}});

    EXPECT_EQ(metering.counters.non_ip, 1U);
}

TEST(TcFrame, HasATagOnEachOfItsSegments) {
    const Octets packet = Ethernet{} / Ipv4{} / Tcp{} / Raw{zeros(2000)};

    EXPECT_EQ(metered_in_tc(kTags, {{packet, 1000, 2}}, outer_tag(5)), "5 5 2116 2080");
}

TEST(TcProgram, LeavesPassingToTheProgramsBehindIt) {
    TcMeter meter("IN_PKTS");

    (void)meter.run({{Ethernet{} / Ipv4{} / Udp{}}});

    EXPECT_EQ(meter.action(), -1);  // TC_ACT_UNSPEC, TCX_NEXT
}

TEST(TcProgram, DropsWhatADropperDrops) {
    TcMeter meter("IN_PKTS", {.droppers = {"all"}});

    const Metering metering =
        meter.run({{Ethernet{} / Ipv4{} / Tcp{} / Raw{zeros(2000)}, 1000, 2}, {Ethernet{} / Ipv4{} / Udp{}}});

    EXPECT_EQ(meter.action(), 2);  // TC_ACT_SHOT
    EXPECT_EQ(metering.counters.dropped[0], 3U);
    EXPECT_EQ(metering.values("IN_PKTS"), "3");
}

}  // namespace
}  // namespace support::tc_frames
