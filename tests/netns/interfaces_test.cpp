// SPDX-License-Identifier: Apache-2.0
// Several interfaces in one process: one table, one program text, and no frame taken for another interface's.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/netns_probe.hpp"

namespace support {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// The same frames everywhere: only the interface tells the flows apart.
const Packet kUdp = Ethernet{} / Ipv4{} / Udp{} / Raw{zeros(58)};
const Packet kArp = Ethernet{.type = 0x0806} / Raw{zeros(46)};

void expect_exact(const std::vector<unsigned>& packets, const std::string& mode) {
    VethPair veth({.pairs = static_cast<unsigned>(packets.size())});
    ProbeSettings settings{.interfaces = {}, .arguments = {"--mode", mode}};
    for (unsigned pair = 0; pair < packets.size(); pair++) settings.interfaces.push_back("vb" + std::to_string(pair));
    Probe probe(veth, settings);

    std::uint64_t total = 0;
    for (unsigned pair = 0; pair < packets.size(); pair++) {
        veth.send(kUdp, packets[pair], pair);
        veth.send(kArp, pair, pair);
        total += packets[pair] + pair;
    }
    probe.await_frames(total);
    const Outcome outcome = probe.stop();

    EXPECT_EQ(outcome.stats.at("mode"), mode);
    EXPECT_EQ(outcome.stats.at("frames"), total);
    ASSERT_EQ(outcome.stats.at("interfaces").size(), packets.size());
    EXPECT_EQ(outcome.flows.size(), packets.size());
    std::uint64_t added = 0;
    for (unsigned pair = 0; pair < packets.size(); pair++) {
        SCOPED_TRACE(pair);
        const Json& one = outcome.stats.at("interfaces").at(pair);
        EXPECT_EQ(one.at("name"), "vb" + std::to_string(pair));
        EXPECT_EQ(one.at("index"), veth.index(pair));
        EXPECT_EQ(one.at("mode"), mode);
        EXPECT_EQ(one.at("frames"), packets[pair] + pair);
        EXPECT_EQ(one.at("octets"), packets[pair] * 86);
        EXPECT_EQ(one.at("non_ip"), pair);
        added += one.at("frames").get<std::uint64_t>();
        const auto flows = outcome.with("INPUT_SNMP", veth.index(pair));
        ASSERT_EQ(flows.size(), 1U);
        EXPECT_EQ(flows.front().at("IN_PKTS"), packets[pair]);
    }
    EXPECT_EQ(added, total);
}

TEST(LiveInterfaces, AreToldApartWhenTwo) { expect_exact({30, 50}, "native"); }

TEST(LiveInterfaces, AreToldApartWhenThree) { expect_exact({30, 50, 70}, "native"); }

TEST(LiveInterfaces, AreToldApartBehindTheDriver) { expect_exact({40, 20}, "generic"); }

TEST(LiveInterfaces, MayHaveDifferentModes) {
    VethPair veth;

    Probe probe(veth, {.interfaces = {"vb0", "lo"}});
    veth.send(kUdp, 5);
    const Outcome outcome = probe.stop();

    EXPECT_THAT(outcome.errors, HasSubstr("metering vb0 (native) lo (generic);"));
    EXPECT_EQ(outcome.stats.at("mode"), "mixed");
    EXPECT_EQ(outcome.stats.at("interfaces").at(0).at("mode"), "native");
    EXPECT_EQ(outcome.stats.at("interfaces").at(1).at("mode"), "generic");
}

TEST(LiveInterfaces, AreTakenFromTheDefaultRouteIfNoneIsNamed) {
    VethPair veth({.pairs = 2});
    veth.receiver.ip("route add default dev vb1");

    Probe probe(veth, {.interfaces = {}});

    EXPECT_EQ(veth.program(0), 0U);
    EXPECT_NE(veth.program(1), 0U);
    EXPECT_THAT(probe.process().errors(), HasSubstr("metering vb1 "));
}

TEST(LiveInterfaces, NamedTwiceAreRefused) {
    VethPair veth;

    const Answer answer = refused(veth, {"-i", "vb0"});

    EXPECT_NE(answer.code, 0);
    EXPECT_THAT(lines_of(answer.errors), ElementsAre("xdpflow: the interface vb0 is named twice; name it once"));
    EXPECT_EQ(veth.program(), 0U);
}

TEST(LiveInterfaces, AreAllReleasedWhenTheLastOneIsRefused) {
    VethPair veth({.pairs = 2});
    Probe other(veth, {.interfaces = {"vb1"}});

    const Answer answer = refused(veth, {"-i", "vb1"});

    EXPECT_NE(answer.code, 0);
    EXPECT_THAT(lines_of(answer.errors), ElementsAre(HasSubstr("vb1 carries another XDP program already")));
    EXPECT_EQ(veth.program(0), 0U);
    EXPECT_NE(veth.program(1), 0U);
}

}  // namespace
}  // namespace support
