// SPDX-License-Identifier: Apache-2.0
// VLAN tags in TC: where packets enter the kernel has taken the outer tag off the data, where they leave it is still there.
#include <gtest/gtest.h>

#include "tests/support/netns_probe.hpp"

namespace support {
namespace {

void expect_tags(const Packet& packet, int outer, int inner, int frame_octets) {
    VethPair veth;
    Probe in(veth, {.arguments = {"--mode", "tc"}});
    Probe out(veth, {.interfaces = {"va0"}, .arguments = {"--direction", "out"}, .network = &veth.sender});

    veth.send(packet, 3);
    in.await_frames(3);

    for (Probe* probe : {&in, &out}) {
        SCOPED_TRACE(probe == &in ? "in" : "out");
        const Outcome outcome = probe->stop();
        ASSERT_EQ(outcome.flows.size(), 1U);
        EXPECT_EQ(outcome.flows[0].at("DOT1Q_SRC_VLAN"), outer);
        EXPECT_EQ(outcome.flows[0].at("SRC_VLAN"), inner);
        EXPECT_EQ(outcome.flows[0].at("IN_PKTS"), 3);
        EXPECT_EQ(outcome.flows[0].at("IN_BYTES"), 3 * 86);
        EXPECT_EQ(outcome.flows[0].at("layer2OctetDeltaCount"), 3 * frame_octets);
    }
}

TEST(LiveTags, AreSeenInTc) { expect_tags(Ethernet{} / Vlan{.id = 7} / Ipv4{} / Udp{} / Raw{zeros(58)}, 7, 7, 104); }

TEST(LiveTags, AreSeenTwiceInTc) {
    expect_tags(Ethernet{} / Vlan{.tpid = 0x88a8, .id = 7} / Vlan{.id = 9} / Ipv4{} / Udp{} / Raw{zeros(58)}, 7, 9, 108);
}

}  // namespace
}  // namespace support
