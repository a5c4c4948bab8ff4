// SPDX-License-Identifier: Apache-2.0
// A probe that changes what it meters by itself: every packet counts once, whatever is decided meanwhile.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <regex>

#include "tests/support/netns_configured.hpp"

namespace support {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// What the probe said of policies, without what stands before.
std::vector<std::string> decisions(const std::string& errors) {
    std::vector<std::string> found;
    for (const std::string& line : lines_of(errors))
        if (const std::size_t at = line.find("policy "); at != std::string::npos) found.push_back(line.substr(at));
    return found;
}

std::vector<double> numbers_in(const std::string& text) {
    static const std::regex number("[0-9]+(\\.[0-9]+)?(e[+-]?[0-9]+)?");
    std::vector<double> all;
    for (std::sregex_iterator one(text.begin(), text.end(), number), end; one != end; ++one) all.push_back(std::stod(one->str()));
    return all;
}

// Sends such frames, some seconds of them at a time, until the probe has been reconfigured so often. False: it was not.
bool send_until(ConfiguredProbe& configured, const VethPair& veth, std::uint64_t changes, std::uint64_t frames,
                const std::vector<std::string>& arguments) {
    for (int round = 0; round < 20; round++) {
        if (configured.probe().stats().at("reconfigurations").at("done") >= changes) return true;
        Flood flood(veth, frames, arguments);
        if (const std::string why = flood.finish(); !why.empty()) throw std::runtime_error(why);
    }
    return false;
}

void expect_all_counted(const Outcome& outcome, std::uint64_t seen) {
    EXPECT_EQ(outcome.code, 0);
    EXPECT_EQ(outcome.stats.at("frames"), seen);
    EXPECT_EQ(outcome.stats.at("packets"), seen);
    EXPECT_EQ(outcome.stats.at("lost").at("log_full"), 0);
    EXPECT_EQ(outcome.sum("IN_PKTS"), seen);
    EXPECT_EQ(outcome.sum("IN_BYTES"), seen * 46);
}

TEST(Policies, MeterLessWhileThereIsAFloodOfSyns) {
    const std::string fields = "IPV4_SRC_ADDR IPV4_DST_ADDR PROTOCOL L4_SRC_PORT L4_DST_PORT TCP_FLAGS IN_PKTS IN_BYTES";
    const std::string configuration = "interface = \"vb0\"\nmode = \"native\"\ninterval = 0.5\nfields = \"" + fields +
                                      "\"\n"
                                      "[[policy]]\n"
                                      "name = \"syn-flood\"\n"
                                      "when.syn_share = { above = 0.5 }\n"
                                      "when.packets_per_second = { above = 8000, until = 5000 }\n"
                                      "hold = 1\n"
                                      "release = 1\n"
                                      "set.fields = \"IPV4_DST_ADDR L4_DST_PORT IN_PKTS IN_BYTES\"\n";
    VethPair veth;
    ConfiguredProbe configured(veth, configuration);
    const std::uint64_t before = veth.xdp_packets();
    const std::vector<std::string> usual = {"--protocol", "tcp", "--flows", "50", "--rate", "1000"};
    {
        Flood flood(veth, 4000, usual);
        ASSERT_EQ(flood.finish(), "");
    }
    EXPECT_EQ(configured.probe().stats().at("reconfigurations").at("done"), 0);
    ASSERT_TRUE(send_until(configured, veth, 1, 60'000, {"--protocol", "tcp", "--syn", "--flows", "0", "--rate", "10000"}));
    EXPECT_TRUE(send_until(configured, veth, 2, 4000, usual));
    {
        Flood flood(veth, 2000, usual);
        ASSERT_EQ(flood.finish(), "");
    }
    const std::uint64_t seen = veth.xdp_packets() - before;
    const Outcome outcome = configured.probe().stop();

    expect_all_counted(outcome, seen);
    std::uint64_t in_few = 0, usual_ones = 0;
    for (const Json& flow : outcome.flows) {
        EXPECT_EQ(flow.at("IPV4_DST_ADDR"), "198.51.100.1");
        if (!flow.contains("IPV4_SRC_ADDR")) in_few += flow.at("IN_PKTS").get<std::uint64_t>();
    }
    for (const Json& flow : outcome.flows)  // those of the usual traffic have ACK; a SYN may have had the same key
        if (flow.value("TCP_FLAGS", 0) & 0x10) usual_ones += flow.at("IN_PKTS").get<std::uint64_t>();
    EXPECT_GT(in_few, 0U);
    EXPECT_GE(usual_ones, 4000U + 2000U);  // before the flood, and after it with all fields again
    const auto told = decisions(outcome.errors);
    ASSERT_EQ(told.size(), 2U) << outcome.errors;
    EXPECT_THAT(told[0], HasSubstr("policy syn-flood: enter: "));
    EXPECT_THAT(told[0], HasSubstr("; sets fields"));
    EXPECT_THAT(told[1], HasSubstr("policy syn-flood: leave: packets_per_second "));
    EXPECT_THAT(told[1], HasSubstr("; takes back fields"));
    const auto entered = numbers_in(told[0]), left = numbers_in(told[1]);
    ASSERT_EQ(entered.size(), 5U) << told[0];  // two values with their thresholds, and how long
    EXPECT_GT(std::max(entered[0], entered[2]), 8000);
    EXPECT_GT(std::min(entered[0], entered[2]), 0.5);
    EXPECT_GE(entered[4], 1);
    ASSERT_EQ(left.size(), 3U) << told[1];
    EXPECT_LE(left[0], 5000);
    EXPECT_EQ(left[1], 5000);
}

std::string with_budget(double ns, double restore_below) {
    return "interface = \"vb0\"\nmode = \"native\"\ninterval = 0.5\n"
           "fields = \"IPV4_SRC_ADDR IN_PKTS IN_BYTES MIN_TTL SRC_TOS\"\n"
           "[[policy]]\nname = \"cheap\"\nhold = 0\nrelease = 0\nshed = \"SRC_TOS MIN_TTL\"\n"
           "budget_ns_per_packet = " +
           std::to_string(ns) + "\nrestore_below = " + std::to_string(restore_below) + "\n";
}

TEST(Policies, ShedFieldsToStayUnderABudgetAndRestoreThem) {
    const std::vector<std::string> traffic = {"--flows", "50", "--rate", "5000"};
    VethPair veth;
    ConfiguredProbe configured(veth, with_budget(1, 1));  // less than any program takes
    const std::uint64_t before = veth.xdp_packets();
    ASSERT_TRUE(send_until(configured, veth, 2, 20'000, traffic));
    (void)configured.probe().stats();
    configured.write(with_budget(1'000'000, 1'000'000));  // more than any
    configured.probe().process().signal(SIGHUP);
    EXPECT_TRUE(send_until(configured, veth, 5, 20'000, traffic));
    {
        Flood flood(veth, 2000, traffic);
        ASSERT_EQ(flood.finish(), "");
    }
    const std::uint64_t seen = veth.xdp_packets() - before;
    const Outcome outcome = configured.probe().stop();

    expect_all_counted(outcome, seen);
    const auto told = decisions(outcome.errors);
    ASSERT_EQ(told.size(), 4U) << outcome.errors;
    EXPECT_THAT(told[0], HasSubstr("policy cheap: shed SRC_TOS: ns_per_packet "));
    EXPECT_THAT(told[0], HasSubstr(" above 1 for "));
    EXPECT_THAT(told[1], HasSubstr("policy cheap: shed MIN_TTL: ns_per_packet "));
    EXPECT_THAT(told[2], HasSubstr("policy cheap: restore MIN_TTL: ns_per_packet "));
    EXPECT_THAT(told[2], HasSubstr(" below 1e+06 for "));
    EXPECT_THAT(told[3], HasSubstr("policy cheap: restore SRC_TOS: ns_per_packet "));
    EXPECT_FALSE(outcome.flows.empty());
    std::uint64_t without_both = 0, without_one = 0, last = 0;
    for (const Json& flow : outcome.flows) {
        const auto packets = flow.at("IN_PKTS").get<std::uint64_t>();
        (flow.contains("SRC_TOS") ? last : flow.contains("MIN_TTL") ? without_one : without_both) += packets;
    }
    EXPECT_GT(without_both, 0U);
    EXPECT_GT(without_one, 0U);
    EXPECT_GE(last, 2000U);
}

// The data of events of that kind in a stream of them (server-sent events), as far as it has come.
std::vector<Json> events_of(const std::string& kind, const std::string& stream) {
    std::vector<Json> found;
    const std::string head = "event: " + kind;
    const std::vector<std::string> lines = lines_of(stream);
    for (std::size_t i = 0; i + 1 < lines.size(); i++)
        if (lines[i] == head && lines[i + 1].starts_with("data: ")) found.push_back(Json::parse(lines[i + 1].substr(6)));
    return found;
}

TEST(Policies, TryAgainLaterWhatTheProbeRefuses) {
    // That these do not go together shows only when they are tried.
    const std::string configuration = "interface = \"vb0\"\nmode = \"native\"\ninterval = 0.5\nfields = \"L4_SRC_PORT IN_PKTS\"\n"
                                      "[[policy]]\nname = \"wrong\"\nhold = 0\nwhen.packets_per_second.above = 1000\n"
                                      "set.sampling = 10\nset.sampling_method = \"flows\"\nset.sampling_scale = true\n";
    const ScratchFolder folder;
    const std::string control = folder.path("control.sock");
    VethPair veth;
    ConfiguredProbe configured(veth, configuration, {"--control", control});
    Process stream({{"curl", "-sN", "--unix-socket", control, "http://localhost/v1/events"}});
    {
        Flood flood(veth, 20'000, {"--flows", "50", "--rate", "5000"});
        ASSERT_EQ(flood.finish(), "");
    }
    EXPECT_TRUE(eventually([&] { return events_of("policy", stream.output() + "\n\n").size() == 2; })) << stream.output();
    const Json stats = configured.probe().stats();
    const Outcome outcome = configured.probe().stop();

    EXPECT_EQ(stats.at("reconfigurations").at("done"), 0);
    EXPECT_EQ(stats.at("reconfigurations").at("failed"), 1);
    const auto told = decisions(outcome.errors);
    ASSERT_EQ(told.size(), 2U) << outcome.errors;
    EXPECT_THAT(told[0], HasSubstr("policy wrong: enter: packets_per_second "));
    EXPECT_THAT(told[1], HasSubstr("policy wrong: refused (enter "));
    EXPECT_THAT(told[1], HasSubstr("; not tried again for 10 s"));
    const auto events = events_of("policy", stream.output());
    ASSERT_EQ(events.size(), 2U);
    EXPECT_EQ(events[0].at("policy"), "wrong");
    EXPECT_EQ(events[0].at("decision"), "enter");
    EXPECT_EQ(events[0].at("message"), told[0]);
    EXPECT_GT(numbers_in(events[0].at("numbers").dump()).size(), 1U) << events[0];
    EXPECT_EQ(events[1].at("decision"), "refused");
    EXPECT_EQ(events[1].at("pause_seconds"), 10);
    EXPECT_EQ(outcome.sum("IN_PKTS"), 20'000U);
}

}  // namespace
}  // namespace support
