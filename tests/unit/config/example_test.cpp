// SPDX-License-Identifier: Apache-2.0
// The commented example: sound as it is, and with every setting in it taken into use.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <sstream>

#include "config/load.hpp"
#include "tests/support/metered.hpp"

namespace config {
namespace {

using testing::IsEmpty;

constexpr const char* kExample = XDPFLOW_SOURCE_DIR "/packaging/xdpflow.toml";

// Lines "#name = value" without their "#", and what follows in quotes over several lines; "# words" is a comment.
std::string in_use() {
    std::ifstream file(kExample);
    std::string text;
    for (std::string line; std::getline(file, line);) {
        const bool is_comment = line.starts_with("# ") && !line.starts_with("#  ");
        text += (line.starts_with("#") && !is_comment ? line.substr(1) : line) + "\n";
    }
    return text;
}

Reading reading_in_use() {
    Reading reading = read_configuration(in_use(), kExample);
    check_names(reading, support::built_in(), kExample);
    return reading;
}

std::vector<std::string> lines(const Reading& reading) {
    std::vector<std::string> lines;
    for (const Error& mistake : reading.mistakes) lines.push_back(mistake.text());
    return lines;
}

TEST(Example, ChangesNothingAsItIs) {
    const Reading reading = load_configuration(kExample, "");

    EXPECT_THAT(lines(reading), IsEmpty());
    EXPECT_THAT(reading.given, IsEmpty());
    EXPECT_THAT(reading.settings.policies, IsEmpty());
}

TEST(Example, ShowsEverySettingOnce) {
    const Reading reading = reading_in_use();
    std::vector<std::string> shown, known;
    for (const Given& given : reading.given) shown.push_back(given.setting->name);
    for (const Setting& setting : settings()) known.push_back(setting.name);

    EXPECT_THAT(lines(reading), IsEmpty());
    EXPECT_THAT(shown, testing::UnorderedElementsAreArray(known));
}

TEST(Example, ShowsARuleAndABudget) {
    const auto policies = reading_in_use().settings.policies;

    ASSERT_EQ(policies.size(), 2U);
    EXPECT_EQ(policies[0].when.size(), 2U);
    EXPECT_TRUE(policies[1].budget);
}

TEST(Example, ShowsTheDefaultTemplate) {
    EXPECT_EQ(split_names(reading_in_use().settings.fields), split_names(std::string(kDefaultFields)));
}

TEST(Example, ShowsTheDefaultOfEverySettingThatHasOne) {
    std::istringstream text(in_use());
    std::map<std::string, std::string> values;
    std::string comment;
    for (std::string line; std::getline(text, line);) {
        if (line.starts_with("# ")) comment = line;
        const std::size_t equals = line.find(" = ");
        if (!line.starts_with("#") && equals != std::string::npos && !comment.ends_with("(example)"))
            values[line.substr(0, equals)] = line.substr(equals + 3);
    }

    for (const Setting& setting : settings()) {
        if (setting.default_text().empty()) continue;
        std::string value = values[setting.key()];
        std::erase_if(value, [](char letter) { return letter == '"' || letter == '_'; });
        EXPECT_EQ(value, setting.default_text()) << setting.key();
    }
}

TEST(Readme, ShowsAConfigurationWithoutMistakes) {
    std::ifstream file(XDPFLOW_SOURCE_DIR "/README.md");
    const std::string readme(std::istreambuf_iterator<char>(file), {}), opening = "```toml\n";
    const std::size_t begin = readme.find(opening);
    ASSERT_NE(begin, std::string::npos);
    const std::string text = readme.substr(begin + opening.size(), readme.find("```\n", begin + 1) - begin - opening.size());

    Reading reading = read_configuration(text, "README.md");
    check_names(reading, support::built_in(), "README.md");

    EXPECT_THAT(lines(reading), IsEmpty());
    EXPECT_EQ(reading.given.size(), 5U);
}

TEST(Readme, ShowsPoliciesWithoutMistakes) {
    std::ifstream file(XDPFLOW_SOURCE_DIR "/README.md");
    const std::string readme(std::istreambuf_iterator<char>(file), {}), opening = "```toml\n[[policy]]\n";
    const std::size_t begin = readme.find(opening) + 8;
    ASSERT_NE(begin, std::string::npos + 8);
    const std::string text = readme.substr(begin, readme.find("```\n", begin) - begin);

    Reading reading = read_configuration(text, "README.md");
    check_names(reading, support::built_in(), "README.md");

    EXPECT_THAT(lines(reading), IsEmpty());
    EXPECT_EQ(reading.settings.policies.size(), 2U);
}

}  // namespace
}  // namespace config
