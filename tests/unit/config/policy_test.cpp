// SPDX-License-Identifier: Apache-2.0
// [[policy]] in the configuration file: what it means, and each way to get it wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/load.hpp"
#include "tests/support/metered.hpp"

namespace config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Reading reading_of(const std::string& text) {
    Reading reading = read_configuration(text, "f.toml");
    check_names(reading, support::built_in(), "f.toml");
    return reading;
}

std::vector<std::string> mistakes(const std::string& text) {
    std::vector<std::string> lines;
    for (const Error& mistake : reading_of(text).mistakes) lines.push_back(mistake.text());
    return lines;
}

std::vector<Policy> policies(const std::string& text) {
    EXPECT_THAT(mistakes(text), IsEmpty());
    return reading_of(text).settings.policies;
}

constexpr const char* kFlood = R"(
[[policy]]
name = "flood"
when.new_flow_ratio = { above = 0.5, until = 0.1 }
when.packets_per_second = { above = 50_000 }
hold = 2
release = 30
set.fields = "IPV4_DST_ADDR IN_PKTS"
set.sampling = 10
)";

TEST(Policy, HoldsConditionsTimesAndSettings) {
    const auto list = policies(kFlood);

    ASSERT_EQ(list.size(), 1U);
    EXPECT_EQ(list[0].name, "flood");
    EXPECT_THAT(list[0].when, testing::UnorderedElementsAre(Condition{Metric::new_flow_ratio, true, 0.5, 0.1},
                                                            Condition{Metric::packets_per_second, true, 50'000, {}}));
    EXPECT_EQ(list[0].hold_s, 2);
    EXPECT_EQ(list[0].release_s, 30);
    std::vector<std::string> names;
    for (const Setting* setting : list[0].sets) names.push_back(setting->name);
    EXPECT_THAT(names, testing::UnorderedElementsAre("fields", "sampling"));
    EXPECT_THAT(list[0].values->fields, ElementsAre("IPV4_DST_ADDR IN_PKTS"));
    EXPECT_EQ(list[0].values->sampling, 10U);
    EXPECT_FALSE(list[0].budget);
}

TEST(Policy, HoldsABudgetWithItsListOfFields) {
    const auto list =
        policies("[[policy]]\nname = 'b'\nbudget_ns_per_packet = 50\nshed = 'min_ttl %MAX_TTL'\nrestore_below = 30\n");

    ASSERT_EQ(list.size(), 1U);
    ASSERT_TRUE(list[0].budget);
    EXPECT_EQ(list[0].budget->ns_per_packet, 50);
    EXPECT_EQ(list[0].budget->restore_below, 30);
    EXPECT_THAT(list[0].budget->shed, ElementsAre("MIN_TTL", "MAX_TTL"));
    EXPECT_EQ(policies("[[policy]]\nname = 'b'\nbudget_ns_per_packet = 50\n")[0].budget->restore_below, 40);
}

TEST(Policy, KeepsTheOrderOfTheFile) {
    const auto list = policies("[[policy]]\nname = 'z'\nbudget_ns_per_packet = 9\n" + std::string(kFlood) +
                               "[[policy]]\nname = 'a'\nwhen.cpu_share.below = 1\nset.interval = 2\n");

    ASSERT_EQ(list.size(), 3U);
    EXPECT_EQ(list[0].name + list[1].name + list[2].name, "zflooda");
    EXPECT_THAT(list[2].when, ElementsAre(Condition{Metric::cpu_share, false, 1, {}}));
}

TEST(Policy, IsAnotherOneIfAnythingIsAnother) {
    const auto with = [](const char* from, const char* to) {
        std::string text = kFlood;
        text.replace(text.find(from), std::string(from).size(), to);
        return policies(text)[0];
    };
    const Policy policy = policies(kFlood)[0];

    EXPECT_TRUE(policy == policies(kFlood)[0]);
    EXPECT_FALSE(policy == with("sampling = 10", "sampling = 11"));
    EXPECT_FALSE(policy == with("sampling = 10", "active = 10"));
    EXPECT_FALSE(policy == with("0.1", "0.2"));
    EXPECT_FALSE(policy == with("hold = 2", "hold = 1"));
    EXPECT_FALSE(policy == with("above = 50_000", "below = 50_000"));
}

TEST(Policy, HoldsBeyondItsThresholdAndIsOverBehindTheOtherOne) {
    const Condition above{Metric::new_flow_ratio, true, 0.5, 0.1}, below{Metric::packets_per_second, false, 10, 20};

    EXPECT_TRUE(above.holds(0.51));
    EXPECT_FALSE(above.holds(0.5));
    EXPECT_FALSE(above.is_over(0.11));
    EXPECT_TRUE(above.is_over(0.1));
    EXPECT_TRUE(below.holds(9));
    EXPECT_FALSE(below.holds(10));
    EXPECT_FALSE(below.is_over(19));
    EXPECT_TRUE(below.is_over(20));
}

TEST(Policy, RefusesEachMistakeAtItsPlace) {
    const auto rule = [](const std::string& lines) { return "[[policy]]\nname = 'a'\n" + lines; };
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"[policy]\nname = 'a'\n", "f.toml:1:1: policy must be written as a table [[policy]]"},
        {"policy = 1\n", "f.toml:1:10: policy must be written as a table [[policy]]"},
        {"[other]\n",
         "f.toml:1:2: \"other\" is a table; there are none in this file but [[monitor]] and [[policy]]: write every line as `name = value`"},
        {"[[policy]]\nbudget_ns_per_packet = 5\n", "f.toml:1:1: a policy needs a name"},
        {"[[policy]]\nname = 'a b'\nbudget_ns_per_packet = 5\n",
         "f.toml:2:8: name must be a text of 1 to 64 letters, digits, - and _"},
        {rule("hold = 1\n"), "f.toml:1:1: a policy needs when and set, or else budget_ns_per_packet"},
        {rule("when.cpu_share.above = 1\n"), "f.toml:1:1: a policy needs when and set, or else budget_ns_per_packet"},
        {rule("budget_ns_per_packet = 5\nset.active = 5\n"),
         "f.toml:1:1: a policy needs when and set, or else budget_ns_per_packet"},
        {rule("budget_ns_per_packet = 0\n"),
         "f.toml:3:24: budget_ns_per_packet must be a number of nanoseconds from 1 to 1000000"},
        {rule("budget_ns_per_packet = 5\nrestore_below = 6\n"),
         "f.toml:1:1: restore_below must not be more than budget_ns_per_packet"},
        {rule("budget_ns_per_packet = 5\nshed = 'IN_PKT'\n"), "f.toml:4:8: unknown field \"IN_PKT\"; did you mean IN_PKTS?"},
        {rule("budget_ns_per_packet = 5\nshed = 5\n"),
         "f.toml:4:8: shed must be a text in quotes, or a list of them: [\"...\", \"...\"]"},
        {rule("when.cpu_shares.above = 1\nset.active = 5\n"),
         "f.toml:3:6: unknown metric \"cpu_shares\"; did you mean cpu_share?"},
        {rule("when.cpu_share = 1\nset.active = 5\n"),
         "f.toml:3:18: cpu_share must be { above = NUMBER, until = NUMBER }, or with below in place of above; without until it is over "
         "where it began"},
        {rule("when.cpu_share = { above = 1, until = 2 }\nset.active = 5\n"),
         "f.toml:3:18: cpu_share: until must be less than above, 1, or the same"},
        {rule("when.cpu_share = { below = 2, until = 1 }\nset.active = 5\n"),
         "f.toml:3:18: cpu_share: until must be more than below, 2, or the same"},
        {rule("when.cpu_share.above = 1\nset.active = -1\n"),
         "f.toml:4:14: active must be a number of seconds from 0 to 1000000000"},
        {rule("when.cpu_share.above = 1\nset.fields = 'X'\n"), "f.toml:4:14: unknown field \"X\"; `xdpflow fields` lists them"},
        {rule("when.cpu_share.above = 1\nset.actve = 1\n"), "f.toml:4:5: a policy cannot set \"actve\"; did you mean active?"},
        {rule("when.cpu_share.above = 1\nset.active = 1\nhold = -1\n"),
         "f.toml:5:8: hold must be a number of seconds from 0 to 86400"},
        {rule("when.cpu_share.above = 1\nset.active = 1\nfoo = -1\n"),
         "f.toml:5:1: unknown key \"foo\" in a policy; it is one of: name, when, hold, release, set, budget_ns_per_packet, "
         "restore_below, shed"},
    };
    for (const auto& [text, mistake] : cases) EXPECT_THAT(mistakes(text), ElementsAre(mistake)) << text;
    for (const char* value : {"nan", "-1", "'1'", "inf"})
        EXPECT_THAT(mistakes(rule("when.cpu_share.above = " + std::string(value) + "\nset.active = 5\n")),
                    ElementsAre(HasSubstr("cpu_share must be {")))
            << value;
}

TEST(Policy, CannotSetWhatCannotChangeOrIsNotOfMetering) {
    for (const Setting& setting : settings()) {
        if (can_be_set_by_policy(setting)) continue;
        const std::string text = "[[policy]]\nname = 'a'\nwhen.cpu_share.above = 1\nset." + setting.key() + " = 1\n";
        EXPECT_THAT(mistakes(text), testing::Contains(HasSubstr("a policy cannot set \"" + setting.key() + "\"")))
            << setting.key();
    }
    for (const char* name : {"mode", "direction", "promisc", "fix-offloads", "interface", "control", "features"})
        for (const Setting& setting : settings()) EXPECT_FALSE(setting.name == name && can_be_set_by_policy(setting)) << name;
}

TEST(Policy, RefusesNamesThatAreTakenAndASecondBudget) {
    const std::string one = "[[policy]]\nname = 'a'\nbudget_ns_per_packet = 5\n";

    EXPECT_THAT(mistakes(one + one), ElementsAre("f.toml:4:1: there is more than one budget_ns_per_packet",
                                                 "f.toml:5:8: there are two policies called a"));
}

TEST(Policy, RefusesNumbersThatItsFieldsDoNotHave) {
    const std::string rule = "[[policy]]\nname = 'a'\nwhen.syn_share.above = 0.5\n";

    EXPECT_THAT(
        mistakes("fields = 'PROTOCOL IN_PKTS'\n" + rule + "set.active = 5\n"),
        ElementsAre("f.toml:2:1: policy a: syn_share needs TCP_FLAGS among the fields, which those of the file have not"));
    EXPECT_THAT(
        mistakes(rule + "set.fields = 'PROTOCOL IN_PKTS'\n"),
        ElementsAre(
            "f.toml:1:1: policy a: syn_share needs TCP_FLAGS among the fields, which those that the policy sets have not"));
    EXPECT_THAT(
        mistakes("fields = 'PROTOCOL IN_PKTS'\n[[policy]]\nname = 'a'\nwhen.top_source_share.above = 0.5\nset.active = 5\n"),
        ElementsAre("f.toml:2:1: policy a: top_source_share needs IPV4_SRC_ADDR or IPV6_SRC_ADDR among the fields, which "
                    "those of the file have not"));
    EXPECT_THAT(mistakes(rule + "set.fields = 'tcpcontrolbits %in_pkts tcp_flags'\n"), IsEmpty());
}

}  // namespace
}  // namespace config
