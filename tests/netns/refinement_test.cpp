// SPDX-License-Identifier: Apache-2.0
// What a change has compiled quickly is compiled once more when nothing changes any more, and takes the place of the first one:
// neither flows nor counters notice.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include "probe/compile/compiler.hpp"
#include "tests/support/netns_configured.hpp"

namespace support {
namespace {

constexpr const char* kKey = "IPV4_SRC_ADDR IPV4_DST_ADDR PROTOCOL L4_SRC_PORT L4_DST_PORT IN_PKTS IN_BYTES ";

std::string configuration(const std::string& fields) {
    return "interface = \"vb0\"\nmode = \"native\"\ninterval = 0.2\nactive = 3600\nidle = 3600\nfields = \"" + std::string(kKey) +
           fields + "\"\n";
}

std::uint64_t refined(const Json& stats) { return stats.at("reconfigurations").at("refined"); }

class Refinement : public testing::Test {
 protected:
    void SetUp() override {
        if (!probe::Compiler::find()) GTEST_SKIP() << "there is no clang to compile a program with";
        ::setenv("CACHE_DIRECTORY", "/proc/none", 1);  // else the better program is there already
    }
};

TEST_F(Refinement, IsNotNoticedByFlowsAndCounters) {
    constexpr unsigned kFlows = 500;
    VethPair veth;
    ConfiguredProbe configured(veth, configuration(""));
    const std::uint64_t before = veth.xdp_packets();
    Flood flood(veth, 1'200'000, {"--flows", std::to_string(kFlows), "--rate", "200000"});
    const Json changed = configured.reconfigure(configuration("TCP_FLAGS"));
    EXPECT_EQ(refined(changed), 0U);
    const std::uint32_t quick = veth.program();

    EXPECT_TRUE(eventually([&] { return refined(configured.probe().stats()) == 1; })) << configured.probe().process().errors();

    EXPECT_NE(veth.program(), quick);
    ASSERT_EQ(flood.finish(), "");
    const std::uint64_t seen = veth.xdp_packets() - before;
    const Outcome outcome = configured.probe().stop();
    EXPECT_EQ(outcome.code, 0);
    EXPECT_EQ(outcome.stats.at("reconfigurations").at("done"), 1);
    EXPECT_EQ(outcome.stats.at("frames"), seen);
    EXPECT_EQ(outcome.stats.at("lost").at("log_full"), 0);
    std::uint64_t packets = 0, octets = 0, with_flags = 0;
    for (const Json& flow : outcome.flows) {
        packets += flow.at("IN_PKTS").get<std::uint64_t>();
        octets += flow.at("IN_BYTES").get<std::uint64_t>();
        with_flags += flow.contains("TCP_FLAGS");
    }
    EXPECT_EQ(packets, seen);
    EXPECT_EQ(octets, seen * 46);
    EXPECT_EQ(with_flags, kFlows);  // each once: no flow has ended when the program was replaced
}

TEST_F(Refinement, GivesEveryPlaceItsOwn) {
    VethPair veth;
    ConfiguredProbe configured(veth, configuration("") + "direction = \"both\"\n");
    (void)configured.reconfigure(configuration("TCP_FLAGS") + "direction = \"both\"\n");

    // Each direction of the interface has a copy of its own: one in XDP, one in TC.
    EXPECT_TRUE(eventually([&] { return refined(configured.probe().stats()) == 2; })) << configured.probe().process().errors();
    veth.send(Ethernet{} / Ipv4{} / Udp{} / Raw{zeros(58)}, 3);
    const Outcome outcome = configured.probe().stop();

    EXPECT_EQ(outcome.stats.at("packets"), 3) << outcome.errors;
}

TEST_F(Refinement, IsLeftToTheLastOfManyChanges) {
    VethPair veth;
    ConfiguredProbe configured(veth, configuration(""));
    (void)configured.reconfigure(configuration("TCP_FLAGS"));
    (void)configured.reconfigure(configuration("SRC_TOS"));
    (void)configured.reconfigure(configuration("MIN_TTL"));

    EXPECT_TRUE(eventually([&] { return refined(configured.probe().stats()) == 1; })) << configured.probe().process().errors();

    const Outcome outcome = configured.probe().stop();
    EXPECT_EQ(outcome.stats.at("reconfigurations").at("refined"), 1);
}

}  // namespace
}  // namespace support
