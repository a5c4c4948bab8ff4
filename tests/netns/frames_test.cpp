// SPDX-License-Identifier: Apache-2.0
// Frames out of the ordinary: jumbo frames, which the driver keeps in several buffers, and VLAN tags.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/netns_probe.hpp"

namespace support {
namespace {

using testing::ElementsAre;
using testing::StartsWith;

void expect_exact_jumbo_frames(const std::string& mode) {
    VethPair veth({.mtu = 9000});
    Probe probe(veth, {.arguments = {"--mode", mode}});
    ASSERT_THAT(lines_of(probe.process().errors()), ElementsAre(StartsWith("xdpflow: metering vb0 (" + mode + ");")));

    veth.send(Ethernet{} / Ipv4{} / Udp{.source_port = 1} / Raw{zeros(58)}, 10);     // 100 octets
    veth.send(Ethernet{} / Ipv4{} / Udp{.source_port = 2} / Raw{zeros(3'478)}, 20);  // 3,520: a veth's first buffer
    veth.send(Ethernet{} / Ipv4{} / Udp{.source_port = 3} / Raw{zeros(3'479)}, 30);  // 3,521
    veth.send(Ethernet{} / Ipv4{} / Udp{.source_port = 4} / Raw{zeros(8'972)}, 40);  // 9,014: as long as the MTU allows
    veth.send(Ethernet{} / Ipv6{} / Udp{.source_port = 5} / Raw{zeros(8'952)}, 50);  // the same in IPv6
    probe.await_frames(150);
    const Outcome outcome = probe.stop();

    struct Expected {
        int port;
        std::uint64_t packets, octets, frame_octets;
    };
    EXPECT_EQ(outcome.flows.size(), 5U);
    for (const Expected& flow : {Expected{1, 10, 860, 1'000},
                                 {2, 20, 70'120, 70'400},
                                 {3, 30, 105'210, 105'630},
                                 {4, 40, 360'000, 360'560},
                                 {5, 50, 450'000, 450'700}}) {
        SCOPED_TRACE(flow.port);
        EXPECT_EQ(outcome.sum("IN_PKTS", "L4_SRC_PORT", flow.port), flow.packets);
        EXPECT_EQ(outcome.sum("IN_BYTES", "L4_SRC_PORT", flow.port), flow.octets);
        EXPECT_EQ(outcome.sum("layer2OctetDeltaCount", "L4_SRC_PORT", flow.port), flow.frame_octets);
    }
    EXPECT_EQ(outcome.stats.at("octets"), 986'190);
}

TEST(JumboFrames, AreCountedExactlyInTheDriver) { expect_exact_jumbo_frames("native"); }

TEST(JumboFrames, AreCountedExactlyBehindTheDriver) { expect_exact_jumbo_frames("generic"); }

void expect_tags(const std::string& mode) {
    VethPair veth;
    Probe probe(veth, {.arguments = {"--mode", mode}});

    veth.send(Ethernet{} / Ipv4{} / Udp{.source_port = 1}, 3);
    veth.send(Ethernet{} / Vlan{.id = 7} / Ipv4{} / Udp{.source_port = 2}, 4);
    veth.send(Ethernet{} / Vlan{.tpid = 0x88a8, .id = 4094} / Vlan{.id = 12, .priority = 5} / Ipv4{} / Udp{.source_port = 3}, 5);
    veth.send(Ethernet{} / Vlan{.id = 99} / Vlan{.id = 98} / Ipv6{} / Udp{.source_port = 4}, 6);
    veth.send(Ethernet{} / Vlan{.id = 7} / Raw{zeros(46)}, 2);
    probe.await_frames(20);
    const Outcome outcome = probe.stop();

    struct Expected {
        int port, inner, outer, packets, frame_octets;
    };
    EXPECT_EQ(outcome.flows.size(), 4U);
    for (const Expected& expected : {Expected{1, 0, 0, 3, 42}, {2, 7, 7, 4, 46}, {3, 12, 4094, 5, 50}, {4, 98, 99, 6, 70}}) {
        SCOPED_TRACE(expected.port);
        const auto flows = outcome.with("L4_SRC_PORT", expected.port);
        ASSERT_EQ(flows.size(), 1U);
        EXPECT_EQ(flows.front().at("SRC_VLAN"), expected.inner);
        EXPECT_EQ(flows.front().at("DOT1Q_SRC_VLAN"), expected.outer);
        EXPECT_EQ(flows.front().at("IN_PKTS"), expected.packets);
        EXPECT_EQ(flows.front().at("layer2OctetDeltaCount"), expected.packets * expected.frame_octets);
    }
    EXPECT_EQ(outcome.stats.at("non_ip"), 2);
}

TEST(VlanTags, AreSeenInTheDriver) { expect_tags("native"); }

TEST(VlanTags, AreSeenBehindTheDriver) { expect_tags("generic"); }

}  // namespace
}  // namespace support
