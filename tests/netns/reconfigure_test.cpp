// SPDX-License-Identifier: Apache-2.0
// Another configuration while the probe runs: not one packet is lost or counted twice, flows leave with the fields that they were
// metered with, and what cannot be done changes nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>

#include <csignal>
#include <random>

#include "tests/support/netns_configured.hpp"

namespace support {
namespace {

using ::testing::HasSubstr;

constexpr const char* kKey = "IPV4_SRC_ADDR IPV4_DST_ADDR PROTOCOL L4_SRC_PORT L4_DST_PORT INPUT_SNMP";

std::string configuration(const std::string& fields, const std::string& more = "") {
    return "interface = \"vb0\"\nmode = \"native\"\ninterval = 0.2\nfields = \"" + fields + "\"\n" + more;
}

Packet udp(unsigned port) { return Ethernet{} / Ipv4{} / Udp{.source_port = static_cast<std::uint16_t>(port)} / Raw{zeros(58)}; }

std::uint64_t total(const Outcome& outcome, const char* field) {
    std::uint64_t sum = 0;
    for (const Json& flow : outcome.flows) sum += flow.at(field).get<std::uint64_t>();
    return sum;
}

// Every set holds the counters that are compared; keys differ, so that flows can be carried over from some to some.
const std::vector<std::string>& field_sets() {
    static const std::vector<std::string> sets = {
        std::string(kKey) + " IN_PKTS IN_BYTES",
        std::string(kKey) + " IN_PKTS IN_BYTES layer2OctetDeltaCount FLOW_START_MILLISECONDS FLOW_END_MILLISECONDS",
        std::string(kKey) + " IN_PKTS IN_BYTES MIN_TTL MAX_TTL TCP_FLAGS SRC_TOS",
        std::string(kKey) + " IN_PKTS IN_BYTES LAST_SWITCHED",
        "IPV4_SRC_ADDR IN_PKTS IN_BYTES",
        "PROTOCOL IN_PKTS IN_BYTES",
        "IN_PKTS IN_BYTES",
        "IPV4_DST_ADDR L4_DST_PORT IN_PKTS IN_BYTES FLOW_END_MILLISECONDS"};
    return sets;
}

void expect_exact_over(unsigned changes, const std::string& more) {
    VethPair veth;
    ConfiguredProbe configured(veth, configuration(field_sets().front(), more));
    const std::uint64_t before = veth.xdp_packets();
    Flood flood(veth, 3'000'000, {"--flows", "500", "--rate", "100000"});
    std::mt19937 random(42);
    std::size_t chosen = 0;
    unsigned done = 0;
    for (unsigned i = 0; i < changes; i++) {
        chosen = (chosen + 1 + random() % (field_sets().size() - 1)) % field_sets().size();  // never the same again
        const Json stats = configured.reconfigure(configuration(field_sets()[chosen], more));
        done = stats.at("reconfigurations").at("done");
        EXPECT_TRUE(stats.at("reconfigurations").at("last").at("program")) << stats.dump();
    }
    if (const std::string why = flood.finish(); why.find("clang is needed") != std::string::npos)
        GTEST_SKIP() << "the generator: " << why;
    else
        ASSERT_EQ(why, "");
    const std::uint64_t seen = veth.xdp_packets() - before;
    const Outcome outcome = configured.probe().stop();

    EXPECT_EQ(outcome.code, 0);
    EXPECT_EQ(done, changes) << outcome.errors;
    EXPECT_GT(seen, 1'000'000U);
    EXPECT_EQ(outcome.stats.at("frames"), seen);
    EXPECT_EQ(outcome.stats.at("packets"), seen);
    EXPECT_EQ(outcome.stats.at("lost").at("log_full"), 0);
    EXPECT_EQ(total(outcome, "IN_PKTS"), seen);
    EXPECT_EQ(total(outcome, "IN_BYTES"), seen * 46);
    EXPECT_EQ(veth.program(), 0U);
}

TEST(Reconfigure, LosesNothingWhileFieldsChangeUnderLoad) { expect_exact_over(30, ""); }

TEST(Reconfigure, LosesNothingWhereFlowsAreCarriedOver) { expect_exact_over(30, "carry = true\n"); }

TEST(Reconfigure, ExportsFlowsWithTheFieldsThatTheyWereMeteredWith) {
    VethPair veth;
    ConfiguredProbe configured(veth, configuration("L4_SRC_PORT IN_PKTS FLOW_END_REASON"));
    veth.send(udp(1), 5);
    (void)configured.reconfigure(configuration("L4_SRC_PORT IN_BYTES FLOW_END_REASON"));
    veth.send(udp(1), 3);
    const Outcome outcome = configured.probe().stop();

    ASSERT_EQ(outcome.flows.size(), 2U);
    EXPECT_EQ(outcome.flows[0], (Json{{"L4_SRC_PORT", 1}, {"IN_PKTS", 5}, {"FLOW_END_REASON", 4}}));
    EXPECT_EQ(outcome.flows[1], (Json{{"L4_SRC_PORT", 1}, {"IN_BYTES", 3 * 86}, {"FLOW_END_REASON", 4}}));
    EXPECT_THAT(outcome.errors, HasSubstr("reconfigured: fields; in "));
}

// The program of the first configuration stays loaded meanwhile, with its tables.
TEST(Reconfigure, BeginsMemoriesOfFlowsAnewWhereAProgramComesBack) {
    VethPair veth;
    const std::string first = configuration("L4_SRC_PORT IN_PKTS PACKET_TOTAL", "keep_loaded = 2000\n");
    ConfiguredProbe configured(veth, first);
    const std::uint32_t program = veth.program();
    cpu_set_t one;  // memories are those of a CPU
    CPU_ZERO(&one);
    CPU_SET(0, &one);
    ASSERT_EQ(::sched_setaffinity(0, sizeof one, &one), 0);
    veth.send(udp(1), 50);
    (void)configured.reconfigure(configuration("PROTOCOL IN_PKTS", "keep_loaded = 2000\n"));
    EXPECT_NE(veth.program(), program);
    (void)configured.reconfigure(first);
    EXPECT_EQ(veth.program(), program);
    veth.send(udp(1), 3);
    const Outcome outcome = configured.probe().stop();

    ASSERT_EQ(outcome.flows.size(), 2U);
    EXPECT_EQ(outcome.flows[0], (Json{{"L4_SRC_PORT", 1}, {"IN_PKTS", 50}, {"PACKET_TOTAL", 50}}));
    EXPECT_EQ(outcome.flows[1], (Json{{"L4_SRC_PORT", 1}, {"IN_PKTS", 3}, {"PACKET_TOTAL", 3}}));
}

TEST(Reconfigure, CarriesFlowsOverWhereTheKeyIsTheSame) {
    VethPair veth;
    const std::string carry = "carry = true\n";
    ConfiguredProbe configured(veth, configuration("L4_SRC_PORT IN_PKTS MIN_TTL", carry));
    veth.send(udp(1), 5);
    veth.send(udp(2), 2);
    const Json stats = configured.reconfigure(configuration("L4_SRC_PORT IN_PKTS IN_BYTES", carry));
    veth.send(udp(1), 3);
    const Outcome outcome = configured.probe().stop();

    EXPECT_TRUE(stats.at("reconfigurations").at("last").at("carried"));
    EXPECT_EQ(stats.at("exported"), 0);
    ASSERT_EQ(outcome.flows.size(), 2U);
    EXPECT_EQ(outcome.with("L4_SRC_PORT", 1).at(0), (Json{{"L4_SRC_PORT", 1}, {"IN_PKTS", 8}, {"IN_BYTES", 3 * 86}}));
    EXPECT_EQ(outcome.with("L4_SRC_PORT", 2).at(0), (Json{{"L4_SRC_PORT", 2}, {"IN_PKTS", 2}, {"IN_BYTES", 0}}));
}

TEST(Reconfigure, ExportsFlowsWhoseKeyIsAnotherAlsoWhereTheyAreToBeCarriedOver) {
    VethPair veth;
    const std::string carry = "carry = true\n";
    ConfiguredProbe configured(veth, configuration("L4_SRC_PORT IN_PKTS", carry));
    veth.send(udp(1), 5);
    const Json stats = configured.reconfigure(configuration("PROTOCOL IN_PKTS", carry));
    veth.send(udp(1), 3);
    const Outcome outcome = configured.probe().stop();

    EXPECT_FALSE(stats.at("reconfigurations").at("last").at("carried"));
    ASSERT_EQ(outcome.flows.size(), 2U);
    EXPECT_EQ(outcome.flows[0], (Json{{"L4_SRC_PORT", 1}, {"IN_PKTS", 5}}));
    EXPECT_EQ(outcome.flows[1], (Json{{"PROTOCOL", 17}, {"IN_PKTS", 3}}));
}

TEST(Reconfigure, ChangesTimeoutsWithoutAnotherProgramOrAnEndOfFlows) {
    VethPair veth;
    const std::string fields = "L4_SRC_PORT IN_PKTS FLOW_END_MILLISECONDS FLOW_END_REASON";
    ConfiguredProbe configured(veth, configuration(fields, "idle = 3600\n"));
    veth.send(udp(1), 5);
    const std::uint32_t program = veth.program();
    const Json stats = configured.reconfigure(configuration(fields, "idle = 0.3\n"));

    EXPECT_FALSE(stats.at("reconfigurations").at("last").at("program"));
    EXPECT_EQ(veth.program(), program);
    EXPECT_TRUE(eventually([&] { return configured.probe().stats().at("exported") == 1; }));
    const Outcome outcome = configured.probe().stop();
    ASSERT_EQ(outcome.flows.size(), 1U);
    EXPECT_EQ(outcome.flows[0].at("IN_PKTS"), 5);
    EXPECT_EQ(outcome.flows[0].at("FLOW_END_REASON"), 1);  // idle
}

TEST(Reconfigure, ChangesSamplingAndDroppersAndKeepsTheirCounters) {
    VethPair veth;
    const std::string fields = "L4_SRC_PORT IN_PKTS";
    ConfiguredProbe configured(veth, configuration(fields, "droppers = \"all\"\n"));
    veth.send(udp(1), 10);
    (void)configured.reconfigure(configuration(fields, "sampling = 5\n"));
    veth.send(udp(1), 10);
    const Json stats = configured.reconfigure(configuration(fields));
    veth.send(udp(1), 10);
    const Outcome outcome = configured.probe().stop();

    const std::uint64_t left_out = stats.at("not_sampled");
    EXPECT_GE(left_out, 6U);  // of each CPU four of five
    EXPECT_LT(left_out, 10U);
    EXPECT_EQ(outcome.stats.at("not_sampled"), left_out);
    EXPECT_EQ(outcome.stats.at("frames"), 30);
    EXPECT_EQ(outcome.stats.at("dropped").at("all"), 10);
    EXPECT_EQ(total(outcome, "IN_PKTS"), 30 - left_out);
}

TEST(Reconfigure, ChangesInterfaces) {
    VethPair veth({.pairs = 2});
    const auto with = [](const std::string& interfaces) {
        return "interface = " + interfaces + "\ninterval = 0.2\nfields = \"INPUT_SNMP IN_PKTS\"\n";
    };
    ConfiguredProbe configured(veth, with("[\"vb0\"]"));
    veth.send(udp(1), 5, 0);
    veth.send(udp(1), 100, 1);  // not yet
    const std::uint32_t program = veth.program(0);
    (void)configured.reconfigure(with("[\"vb0\", \"vb1\"]"));
    EXPECT_EQ(veth.program(0), program);  // stays attached
    veth.send(udp(1), 7, 1);
    (void)configured.reconfigure(with("[\"vb1\"]"));
    EXPECT_EQ(veth.program(0), 0U);
    veth.send(udp(1), 100, 0);  // not any more
    veth.send(udp(1), 2, 1);
    const Outcome outcome = configured.probe().stop();

    EXPECT_EQ(outcome.sum("IN_PKTS", "INPUT_SNMP", veth.index(0)), 5U);
    EXPECT_EQ(outcome.sum("IN_PKTS", "INPUT_SNMP", veth.index(1)), 9U);
    EXPECT_EQ(outcome.stats.at("frames"), 14);
}

TEST(Reconfigure, ReplacesProgramsOfTcInBothDirections) {
    VethPair veth;
    const auto with = [](const std::string& fields) {
        return "interface = \"vb0\"\nmode = \"tc\"\ndirection = \"both\"\ninterval = 0.2\nfields = \"" + fields + "\"\n";
    };
    ConfiguredProbe configured(veth, with("DIRECTION IN_PKTS"));
    veth.send(udp(1), 5);
    configured.probe().await_frames(5);
    const Json stats = configured.reconfigure(with("DIRECTION IN_PKTS IN_BYTES"));
    EXPECT_TRUE(stats.at("reconfigurations").at("last").at("program"));
    EXPECT_EQ(veth.receiver.tc_programs("vb0"), 2U);
    veth.send(udp(1), 3);
    configured.probe().await_frames(8);
    const Outcome outcome = configured.probe().stop();

    EXPECT_EQ(outcome.sum("IN_PKTS"), 8U);
    EXPECT_TRUE(eventually([&] { return veth.receiver.tc_programs("vb0") == 0; }));
}

TEST(Reconfigure, ReplacesProgramsForFramesOfSeveralBuffers) {
    VethPair veth({.mtu = 9000});
    ConfiguredProbe configured(veth, configuration("L4_SRC_PORT IN_PKTS"));
    veth.send(udp(1), 5);
    const Json stats = configured.reconfigure(configuration("L4_SRC_PORT IN_PKTS IN_BYTES"));
    veth.send(udp(1), 3);
    const Outcome outcome = configured.probe().stop();

    EXPECT_TRUE(stats.at("reconfigurations").at("last").at("program"));
    EXPECT_EQ(outcome.sum("IN_PKTS"), 8U);
}

}  // namespace
}  // namespace support
