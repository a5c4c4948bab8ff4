// SPDX-License-Identifier: Apache-2.0
// How `xdpflow run` begins, answers signals and ends, and what it leaves behind: nothing.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/support/netns_probe.hpp"

namespace support {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;

Packet udp(unsigned port) { return Ethernet{} / Ipv4{} / Udp{.source_port = static_cast<std::uint16_t>(port)} / Raw{zeros(58)}; }

void expect_clean_end(int signal) {
    VethPair veth;
    Probe probe(veth, {.arguments = {"--interval", "3600"}});
    for (unsigned port = 1; port <= 7; port++) veth.send(udp(port), 9);

    const Outcome outcome = probe.stop(signal);

    EXPECT_EQ(outcome.code, 0);
    EXPECT_EQ(outcome.flows.size(), 7U);
    EXPECT_EQ(outcome.sum("IN_PKTS"), 63U);
    for (const Json& flow : outcome.flows) EXPECT_EQ(flow.at("FLOW_END_REASON"), 4);  // forced end
    EXPECT_THAT(
        lines_of(outcome.errors),
        ElementsAre(MatchesRegex(
                        "xdpflow: metering vb0 \\(native\\); tables of [0-9]+ MiB, at most [0-9]+ MiB of flows; end with Ctrl-C"),
                    MatchesRegex("xdpflow: 63 frames in [0-9.]+ s \\([0-9.]+ ?k? frames/s\\), 7 flows, lost 0")));
    EXPECT_EQ(veth.program(), 0U);
}

TEST(LiveRun, EndsWithEverythingPrintedOnInterrupt) { expect_clean_end(SIGINT); }

TEST(LiveRun, EndsWithEverythingPrintedOnTerminate) { expect_clean_end(SIGTERM); }

TEST(LiveRun, WritesStatisticsOnRequestAndGoesOn) {
    VethPair veth;
    Probe probe(veth, {.arguments = {"--interval", "3600"}});

    veth.send(udp(1), 10);
    const Json first = probe.stats();
    veth.send(udp(2), 5);
    const Json second = probe.stats();
    const Outcome outcome = probe.stop();

    EXPECT_EQ(first.at("frames"), 10);
    EXPECT_EQ(first.at("octets"), 860);
    EXPECT_EQ(second.at("frames"), 15);
    EXPECT_EQ(outcome.stats.at("frames"), 15);
    EXPECT_EQ(outcome.stats.at("exported"), 2);
    EXPECT_EQ(outcome.sum("IN_PKTS"), 15U);
}

TEST(LiveRun, KeepsTheNamesOfItsStatistics) {
    VethPair veth;
    Probe probe(veth);

    const Json stats = probe.stop().stats;

    for (const char* key : {"frames", "octets", "non_ip", "malformed", "unsupported", "filtered", "lost", "flows", "packets",
                            "exported", "swaps", "mode", "interfaces"})
        EXPECT_TRUE(stats.contains(key)) << key;
    ASSERT_EQ(stats.at("interfaces").size(), 1U);
    for (const char* key : {"name", "index", "mode", "frames", "octets", "non_ip", "malformed", "filtered"})
        EXPECT_TRUE(stats.at("interfaces").at(0).contains(key)) << key;
}

TEST(LiveRun, ReplacesItsFileOfStatisticsAsAWhole) {
    VethPair veth;
    const ScratchFolder folder;
    const std::string path = folder.write("stats.json", "something older");
    Probe probe(veth, {.stats = path});

    veth.send(udp(1), 3);
    (void)probe.stop();

    std::ifstream file(path);
    EXPECT_EQ(Json::parse(file).at("frames"), 3);
    const auto entries = std::filesystem::directory_iterator(folder.path());
    EXPECT_EQ(std::distance(begin(entries), end(entries)), 1);  // no temporary file is left beside it
}

TEST(LiveRun, LeavesNothingAttachedWhenKilled) {
    VethPair veth;
    {
        Probe probe(veth);
        ASSERT_NE(veth.program(), 0U);
        probe.process().signal(SIGKILL);
        ASSERT_EQ(probe.process().wait(), 128 + SIGKILL);
    }

    // The kernel releases a dead process's descriptors before anybody can wait for it, but detaches in the background.
    EXPECT_TRUE(eventually([&] { return veth.program() == 0; }));
    Probe next(veth);
    veth.send(udp(1), 4);
    EXPECT_EQ(next.stop().sum("IN_PKTS"), 4U);
}

// By links nothing stays at all; in clsact the next one takes it away, and leaves nothing itself.
TEST(LiveRun, LeavesNothingInTcWhenKilled) {
    VethPair veth;
    const std::vector<std::string> arguments = {"--mode", "tc", "--direction", "both"};
    {
        Probe probe(veth, {.arguments = arguments});
        ASSERT_EQ(veth.receiver.tc_programs("vb0"), 2U);
        probe.process().signal(SIGKILL);
        ASSERT_EQ(probe.process().wait(), 128 + SIGKILL);
    }

    Probe next(veth, {.arguments = arguments});
    EXPECT_TRUE(eventually([&] { return veth.receiver.tc_programs("vb0") == 2; }));
    veth.send(udp(1), 4);
    next.await_frames(4);
    EXPECT_EQ(next.stop().sum("IN_PKTS"), 4U);
    EXPECT_TRUE(eventually([&] { return veth.receiver.tc_programs("vb0") == 0; }));
}

TEST(LiveRun, EndsWithOneLineWhenNobodyReadsItsFlows) {
    VethPair veth;
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    probe::UniqueFd in(ends[0]), out(ends[1]);
    Process process({.arguments = {xdpflow(), "run", "-i", "vb0", "--control", "off", "--fields", kLiveFields, "--interval",
                                   "0.05", "--active", "0.05"},
                     .network = veth.receiver.descriptor(),
                     .standard_output = out.get()});
    ASSERT_TRUE(process.says("metering")) << process.errors();
    out.reset();
    in.reset();

    veth.send(udp(1), 5);

    EXPECT_EQ(process.wait(), 1);
    EXPECT_THAT(lines_of(process.errors()),
                ElementsAre(HasSubstr("metering"), HasSubstr("cannot write flows to standard output: Broken pipe"),
                            HasSubstr("5 frames")));
    EXPECT_EQ(veth.program(), 0U);
}

}  // namespace
}  // namespace support
