// SPDX-License-Identifier: Apache-2.0
// The manual pages of the build: they name everything that a user can set.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include "bpf/catalogue.hpp"
#include "config/settings.hpp"
#include "tests/support/process.hpp"

namespace config {
namespace {

// The page without roff's backslashes.
std::string page(const std::string& name) {
    std::ifstream file(XDPFLOW_BUILD_DIR "/man/" + name);
    std::string text(std::istreambuf_iterator<char>(file), {});
    std::erase(text, '\\');
    return text;
}

std::set<std::string> options_of(const std::string& command) {
    const std::string help = support::run({{XDPFLOW_BINARY, command, "--help"}}).output;
    const std::regex option("--[a-z][a-z-]*");
    return {std::sregex_token_iterator(help.begin(), help.end(), option), std::sregex_token_iterator()};
}

TEST(Manual, NamesEveryOptionOfEveryCommand) {
    const std::string manual = page("xdpflow.1");

    for (const std::string command : {"run", "read", "collect", "check", "fields", "compose", "ctl", "top", "version"}) {
        const auto options = options_of(command);
        EXPECT_TRUE(options.contains("--help")) << command;
        EXPECT_NE(manual.find("\n.B xdpflow " + command + "\n"), std::string::npos) << command;
        for (const std::string& option : options) EXPECT_NE(manual.find(option), std::string::npos) << command << " " << option;
    }
}

TEST(Manual, TellsEachSettingOfTheFileWithItsDefaultAndRange) {
    const std::string manual = page("xdpflow.toml.5");

    EXPECT_NE(
        manual.find("\n.TP\n.B template_refresh\nTime after which IPFIX templates are sent again, in seconds. Default: 60.\n"
                    "The value must be a number of seconds from 1 to 86400.\n"),
        std::string::npos);
    for (const Setting& setting : settings())
        EXPECT_NE(manual.find("\n.B " + setting.key() + "\n"), std::string::npos) << setting.key();
}

TEST(Manual, TellsEveryNumberOfPoliciesAndWhatTheyMaySet) {
    const std::string manual = page("xdpflow.toml.5");

    for (const MetricFacts& metric : metrics())
        EXPECT_NE(manual.find("\n.B " + std::string(metric.name) + "\n(" + std::string(metric.unit) + ") "), std::string::npos)
            << metric.name;
    const std::size_t begin = manual.find("\n.B set\n"), end = manual.find("\n.PP\n", begin);
    const std::string set = " " + std::regex_replace(manual.substr(begin, end - begin), std::regex("[\\s:,.]+"), " ") + " ";
    for (const Setting& setting : settings())
        EXPECT_EQ(set.find(" " + setting.key() + " ") != std::string::npos, can_be_set_by_policy(setting)) << setting.key();
}

TEST(Manual, TellsWhatIsKnownOfEveryField) {
    const std::string manual = page("xdpflow-fields.7");
    const auto catalogue = bpf::Catalogue::load("");
    ASSERT_TRUE(catalogue);

    for (const bpf::Feature& field : catalogue->features())
        EXPECT_EQ(manual.find("\n.TP\n.B " + field.name + "\n" + field.element + " ") == std::string::npos, field.internal)
            << field.name;
    EXPECT_NE(
        manual.find(
            "\n.B IN_BYTES\noctetDeltaCount 1; also SRC_TO_DST_BYTES. u64 sum, in octets.\n.br\nLayer 3 octets of the flow: "
            "IP headers and payloads, without Ethernet.\n"),
        std::string::npos);
    EXPECT_NE(manual.find("\n.B LONGEST_FLOW_PKT\nLONGEST_FLOW_PKT 35632.107. "), std::string::npos);
}

TEST(Manual, HasNoPlaceLeftToFill) {
    for (const std::string name : {"xdpflow.1", "xdpflow.toml.5", "xdpflow-fields.7"}) {
        EXPECT_THAT(page(name), testing::StartsWith(".\" SPDX")) << name;
        EXPECT_THAT(page(name), testing::Not(testing::ContainsRegex("@[a-z]+@"))) << name;
    }
}

}  // namespace
}  // namespace config
