// SPDX-License-Identifier: Apache-2.0
// The command line and the configuration file, one over the other.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "probe/command/options.hpp"
#include "tests/support/scratch.hpp"

namespace probe {
namespace {

using testing::ElementsAre;

// What `run` with these arguments makes of a file with this text.
MeterOptions options_of(const std::string& arguments, const std::string& text = "") {
    const support::Scratch scratch;
    CLI::App command;
    MeterOptions options;
    options.add_to(command, config::Used::live);
    command.parse(arguments);
    EXPECT_TRUE(options.add_file(scratch.write("f.toml", text).string(), command));
    return options;
}

std::string complaint(const std::string& arguments, config::Used used = config::Used::live) {
    CLI::App command;
    MeterOptions options;
    options.add_to(command, used);
    try {
        command.parse(arguments);
    } catch (const CLI::ParseError& error) {
        return error.what();
    }
    return "none";
}

TEST(CommandLine, TakesDroppersInOneTextOrSeveral) {
    EXPECT_THAT(options_of("--droppers all other").droppers, ElementsAre("all", "other"));
    EXPECT_THAT(options_of("--droppers 'all other'").droppers, ElementsAre("all other"));
    EXPECT_THAT(options_of("--droppers all --droppers other").droppers, ElementsAre("all", "other"));
}

TEST(CommandLine, SaysWhatTheFileCanSay) {
    const MeterOptions options = options_of(
        "-i eth0 --interface eth1 --fields 'IN_PKTS IN_BYTES' -n udp://192.0.2.1 --format json "
        "--active 1.5 --idle 2 --tcp-end --max-flows 3 --mode native --interval 4 --droppers all "
        "--balance --template-refresh 5 --template-refresh-messages 6 --options-interval 8 --max-message 600 --domain 7 --stats s --features f");

    EXPECT_THAT(options.interfaces, ElementsAre("eth0", "eth1"));
    EXPECT_THAT(options.fields, ElementsAre("IN_PKTS IN_BYTES"));
    EXPECT_THAT(options.collectors, ElementsAre("udp://192.0.2.1"));
    EXPECT_EQ(options.format, "json");
    EXPECT_EQ(options.active_s, 1.5);
    EXPECT_EQ(options.idle_s, 2);
    EXPECT_TRUE(options.tcp_end);
    EXPECT_EQ(options.max_flows, 3U);
    EXPECT_EQ(options.mode, "native");
    EXPECT_EQ(options.interval_s, 4);
    EXPECT_THAT(options.droppers, ElementsAre("all"));
    EXPECT_TRUE(options.balance);
    EXPECT_EQ(options.template_refresh_s, 5);
    EXPECT_EQ(options.template_refresh_messages, 6U);
    EXPECT_EQ(options.options_interval_s, 8);
    EXPECT_EQ(options.max_message, 600U);
    EXPECT_EQ(options.observation_domain, 7U);
    EXPECT_EQ(options.stats, "s");
    EXPECT_EQ(options.features_folder, "f");
}

TEST(CommandLine, HasAFlagThatMayHaveANumber) {
    EXPECT_EQ(options_of("").tunnel, 0U);
    EXPECT_EQ(options_of("--tunnel").tunnel, 4U);
    EXPECT_EQ(options_of("-5").tunnel, 4U);
    EXPECT_EQ(options_of("--tunnel=2").tunnel, 2U);
    EXPECT_EQ(options_of("--tunnel --active 7").active_s, 7);
    EXPECT_EQ(options_of("--tunnel=false", "tunnel = true\n").tunnel, 0U);
    EXPECT_EQ(options_of("--tunnel=3", "tunnel = true\n").tunnel, 3U);
    EXPECT_EQ(options_of("", "tunnel = 5\n").tunnel, 5U);
    EXPECT_EQ(options_of("--tunnel=3").plan_request().tunnels, 3U);
    for (const std::string value : {"9", "-1", "two", "1.5"})
        EXPECT_EQ(complaint("--tunnel=" + value), "--tunnel: must be true, false or a whole number from 0 to 8") << value;
}

TEST(CommandLine, AsksForThePortsOfFragments) {
    EXPECT_FALSE(options_of("").plan_request().fragments);
    EXPECT_TRUE(options_of("--fragments").plan_request().fragments);
    EXPECT_TRUE(options_of("", "fragments = true\n").plan_request().fragments);
    EXPECT_FALSE(options_of("--fragments=false", "fragments = true\n").plan_request().fragments);
}

TEST(CommandLine, LeavesTheRestToTheFile) {
    const MeterOptions options = options_of("--active 1", "idle = 7\ninterface = \"eth0\"\ntcp_end = true\n");

    EXPECT_EQ(options.active_s, 1);
    EXPECT_EQ(options.idle_s, 7);
    EXPECT_THAT(options.interfaces, ElementsAre("eth0"));
    EXPECT_TRUE(options.tcp_end);
    EXPECT_EQ(options.interval_s, 1);
}

TEST(CommandLine, GoesBeforeTheFile) {
    const MeterOptions options =
        options_of("--active 120 -i eth1 --tcp-end=false --fields IN_PKTS",
                   "active = 7\ninterface = [\"eth0\", \"eth2\"]\ntcp_end = true\nfields = \"IN_BYTES\"\n");

    EXPECT_EQ(options.active_s, 120);
    EXPECT_THAT(options.interfaces, ElementsAre("eth1"));
    EXPECT_FALSE(options.tcp_end);
    EXPECT_THAT(options.fields, ElementsAre("IN_PKTS"));
}

TEST(CommandLine, DoesNotHideMistakesOfTheFile) {
    const support::Scratch scratch;
    CLI::App command;
    MeterOptions options;
    options.add_to(command, config::Used::live);
    command.parse("--active 5");
    testing::internal::CaptureStderr();

    EXPECT_FALSE(options.add_file(scratch.write("f.toml", "active = -5\nidel = 1\n").string(), command));

    const std::string file = (scratch / "f.toml").string();
    EXPECT_EQ(testing::internal::GetCapturedStderr(),
              "xdpflow: " + file + ":1:10: active must be a number of seconds from 0 to 1000000000\nxdpflow: " + file +
                  ":2:1: unknown setting \"idel\"; did you mean idle?\n");
}

TEST(CommandLine, ComplainsAsTheFileDoes) {
    for (const std::string value : {"nan", "1e10", "soon"})
        EXPECT_EQ(complaint("--active " + value), "--active: must be a number of seconds from 0 to 1000000000") << value;
    EXPECT_EQ(complaint("--active=-1"), "--active: must be a number of seconds from 0 to 1000000000");
    for (const std::string value : {"0", "-1", "1.5", "99999999999999999999"})
        EXPECT_EQ(complaint("--max-flows=" + value), "--max-flows: must be a whole number from 1 to 268435456") << value;
    EXPECT_EQ(complaint("--mode fast"), "--mode: must be one of: auto, native, generic, tc");
}

TEST(CommandLine, HasOnlyWhatACommandUses) {
    EXPECT_EQ(complaint("--interval=1", config::Used::always), "The following argument was not expected: --interval=1");
    EXPECT_EQ(complaint("--idle 1", config::Used::always), "none");
}

TEST(Settings, HaveNamesOfTheirOwnAndDescriptionsOfOneLine) {
    std::vector<std::string> names;
    for (const config::Setting& setting : config::settings()) {
        EXPECT_THAT(names, testing::Not(testing::Contains(setting.name)));
        EXPECT_EQ(setting.description.find('\n'), std::string::npos) << setting.name;
        EXPECT_FALSE(setting.description.empty() || setting.description.ends_with('.')) << setting.name;
        names.push_back(setting.name);
    }
}

}  // namespace
}  // namespace probe
