// SPDX-License-Identifier: Apache-2.0
// One of two interfaces refuses another program, the other one has it already: it gets the old one back, and not one packet is lost.
// No driver in a test machine refuses to replace a program that it has taken; strace makes the kernel's answer another one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "tests/support/netns_configured.hpp"

namespace support {
namespace {

using ::testing::HasSubstr;

std::string configuration(const std::string& fields) {
    // No snapshot meanwhile: system calls of the probe's first thread are counted.
    return "interface = [\"vb0\", \"vb1\"]\nmode = \"native\"\ninterval = 3600\nfields = \"" + fields + "\"\n";
}

bool has_strace() {
    try {
        return run({.arguments = {"strace", "-V"}}).code == 0;
    } catch (const std::exception&) {
        return false;
    }
}

TEST(Rollback, GivesEveryInterfaceItsProgramBackIfOneRefusesAnother) {
    if (!has_strace()) GTEST_SKIP() << "strace is needed to make an interface refuse";
    VethPair veth({.pairs = 2});
    ConfiguredProbe configured(veth, configuration("INPUT_SNMP L4_SRC_PORT IN_PKTS IN_BYTES"));
    Probe& probe = configured.probe();
    const std::uint32_t programs[] = {veth.program(0), veth.program(1)};
    const std::uint64_t before = veth.xdp_packets();
    Flood flood(veth, 400'000, {"--flows", "500", "--rate", "100000"});
    ASSERT_TRUE(eventually([&] { return probe.stats().at("frames") > 1000; }));

    Process strace({.arguments = {"strace", "-p", std::to_string(probe.process().pid()), "-e", "trace=bpf", "-e",
                                  "inject=bpf:error=EBUSY:when=2"}});  // the first call is that of vb0
    ASSERT_TRUE(strace.says("attached")) << strace.errors();
    const Json stats = configured.reconfigure(configuration("INPUT_SNMP L4_SRC_PORT IN_PKTS IN_BYTES MIN_TTL"));
    EXPECT_TRUE(strace.says("(INJECTED)")) << strace.errors();
    strace.signal(SIGINT);
    (void)strace.wait();

    EXPECT_EQ(stats.at("reconfigurations").at("done"), 0);
    EXPECT_EQ(stats.at("reconfigurations").at("failed"), 1);
    EXPECT_THAT(stats.at("reconfigurations").at("last_error").get<std::string>(),
                HasSubstr("vb1: cannot replace the program: Device or resource busy"));
    EXPECT_EQ(veth.program(0), programs[0]);
    EXPECT_EQ(veth.program(1), programs[1]);

    // The next one is not refused.
    const Json after = configured.reconfigure(configuration("INPUT_SNMP L4_SRC_PORT IN_PKTS IN_BYTES MAX_TTL"));
    EXPECT_EQ(after.at("reconfigurations").at("done"), 1);
    if (const std::string why = flood.finish(); why.find("clang is needed") != std::string::npos)
        GTEST_SKIP() << "the generator: " << why;
    else
        ASSERT_EQ(why, "");
    const std::uint64_t seen = veth.xdp_packets() - before;
    const Outcome outcome = probe.stop();
    EXPECT_EQ(outcome.code, 0);
    EXPECT_GT(seen, 100'000U);
    EXPECT_EQ(outcome.stats.at("frames"), seen);
    EXPECT_EQ(outcome.sum("IN_PKTS"), seen);
    EXPECT_EQ(outcome.sum("IN_BYTES"), seen * 46);
}

}  // namespace
}  // namespace support
