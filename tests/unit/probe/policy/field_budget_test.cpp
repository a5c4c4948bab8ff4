// SPDX-License-Identifier: Apache-2.0
// A budget: which fields go, in which order, and when they come back. Seconds are passed in.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "probe/policy/policies.hpp"
#include "tests/support/metered.hpp"

namespace probe {
namespace {

using config::Metric;
using testing::ElementsAre;
using testing::IsEmpty;
using Kind = PolicyDecision::Kind;

constexpr const char* kFields = "PROTOCOL IN_PKTS MIN_TTL MAX_TTL IN_BYTES SRC_TOS";

// 50 ns; back below 40. Two seconds over it, five below.
config::Settings budget(std::vector<std::string> shed = {}, const char* fields = kFields) {
    config::Settings settings;
    settings.fields = {fields};
    config::Policy policy;
    policy.name = "budget";
    policy.hold_s = 2;
    policy.release_s = 5;
    policy.values = std::make_shared<config::Settings>();
    policy.budget = config::Budget{50, 40, std::move(shed)};
    settings.policies = {policy};
    return settings;
}

struct Driven {
    explicit Driven(config::Settings settings)
        : policies(std::move(settings), [](const config::Settings& of) { return policy_fields(of, support::built_in()); }) {}

    static Policies::Time at(int second) { return Policies::Time{} + std::chrono::seconds(second); }
    std::optional<PolicyDecision> look(int second, std::optional<double> ns) {
        PolicySample sample;
        sample.at(Metric::ns_per_packet) = ns;
        return policies.look(sample, at(second));
    }
    // Once a second; what the fields left cost is said by `cost`.
    std::vector<std::string> run(int from, int to, const std::function<double(const std::vector<std::string>&)>& cost) {
        std::vector<std::string> told;
        for (int second = from; second <= to; second++)
            if (const auto decision = look(second, cost(left()))) {
                told.push_back(std::to_string(second) + " " + name_of(decision->kind) + " " + decision->changes);
                policies.done(at(second));
            }
        return told;
    }
    [[nodiscard]] std::vector<std::string> left() const { return config::split_names(policies.in_force().fields); }

    Policies policies;
};

double always(double ns, const std::vector<std::string>&) { return ns; }
auto constant(double ns) {
    return [ns](const std::vector<std::string>& fields) { return always(ns, fields); };
}
// 20 ns, and 10 for each field.
double ten_each(const std::vector<std::string>& fields) { return 20 + 10.0 * static_cast<double>(fields.size()); }

TEST(Budget, ShedsFromTheLastFieldOnButNeitherKeysNorCounters) {
    Driven driven(budget());

    EXPECT_THAT(driven.run(0, 60, constant(100)), ElementsAre("2 shed SRC_TOS", "6 shed MAX_TTL", "10 shed MIN_TTL"));
    EXPECT_THAT(driven.left(), ElementsAre("PROTOCOL", "IN_PKTS", "IN_BYTES"));
    EXPECT_THAT(driven.policies.reports()[0].shed, ElementsAre("SRC_TOS", "MAX_TTL", "MIN_TTL"));
}

TEST(Budget, ShedsByItsListAlsoKeysButNeverTheLastField) {
    Driven driven(budget({"MIN_TTL", "PROTOCOL", "VLAN_ID", "IN_PKTS"}));
    EXPECT_THAT(driven.run(0, 60, constant(100)), ElementsAre("2 shed MIN_TTL", "6 shed PROTOCOL", "10 shed IN_PKTS"));

    Driven two(budget({"IN_PKTS", "IN_BYTES"}, "IN_PKTS IN_BYTES"));
    EXPECT_THAT(two.run(0, 60, constant(100)), ElementsAre("2 shed IN_PKTS"));
    EXPECT_THAT(two.left(), ElementsAre("IN_BYTES"));
}

TEST(Budget, ShedsNoMoreThanIsNeeded) {
    Driven driven(budget());

    EXPECT_THAT(driven.run(0, 3600, ten_each), ElementsAre("2 shed SRC_TOS", "6 shed MAX_TTL", "10 shed MIN_TTL"));
    EXPECT_EQ(ten_each(driven.left()), 50);
}

TEST(Budget, TellsItsNumbers) {
    Driven driven(budget());
    (void)driven.look(0, 60);

    const auto decision = driven.look(2, 80);
    ASSERT_TRUE(decision);
    EXPECT_EQ(decision->text(), "policy budget: shed SRC_TOS: ns_per_packet 80 above 50 for 2 s");
}

TEST(Budget, RestoresInTheOppositeOrderWhereThereIsRoom) {
    Driven driven(budget());
    EXPECT_THAT(driven.run(0, 20, constant(100)), testing::SizeIs(3));

    EXPECT_THAT(driven.run(21, 100, constant(10)), ElementsAre("26 restore MIN_TTL", "33 restore MAX_TTL", "40 restore SRC_TOS"));
    EXPECT_THAT(driven.policies.in_force().fields, ElementsAre(kFields));
}

TEST(Budget, DoesNotRestoreBetweenItsThresholds) {
    Driven driven(budget());
    EXPECT_THAT(driven.run(0, 2, constant(100)), testing::SizeIs(1));

    EXPECT_THAT(driven.run(3, 600, constant(45)), IsEmpty());
    EXPECT_THAT(driven.run(601, 700, constant(40)), IsEmpty());
}

TEST(Budget, DoesNotRestoreWhatWouldGoBeyondIt) {
    Driven driven(budget({}, "PROTOCOL IN_PKTS SRC_TOS"));
    // SRC_TOS costs 30 of 65.
    const auto cost = [](const std::vector<std::string>& fields) { return fields.size() == 3 ? 65.0 : 35.0; };

    EXPECT_THAT(driven.run(0, 2, cost), ElementsAre("2 shed SRC_TOS"));
    EXPECT_THAT(driven.run(3, 13, cost), IsEmpty());  // 35 + 30: no; five seconds later half of the saving is believed: 35 + 15
}

TEST(Budget, TriesAFieldThatHadToGoAgainMoreAndMoreSeldom) {
    Driven driven(budget({}, "PROTOCOL IN_PKTS SRC_TOS"));
    const auto cost = [](const std::vector<std::string>& fields) { return fields.size() == 3 ? 65.0 : 35.0; };
    std::vector<int> restored;
    for (int second = 0; second <= 3600; second++)
        if (const auto decision = driven.look(second, cost(driven.left()))) {
            if (decision->kind == Kind::restore) restored.push_back(second);
            driven.policies.done(driven.at(second));
        }

    ASSERT_GT(restored.size(), 3U);
    for (std::size_t i = 2; i < restored.size(); i++)
        EXPECT_GT(restored[i] - restored[i - 1], (restored[i - 1] - restored[i - 2]) * 3 / 2) << i;
}

TEST(Budget, RestoresAlsoWhereTrafficOfAnotherKindHasSaved) {
    Driven driven(budget({}, "PROTOCOL IN_PKTS SRC_TOS"));
    EXPECT_THAT(driven.run(0, 2, constant(400)), ElementsAre("2 shed SRC_TOS"));

    EXPECT_THAT(driven.run(3, 100, constant(10)), ElementsAre("29 restore SRC_TOS"));  // 390, 195, 98, 49, 24
}

TEST(Budget, NeverShedsWhatAPolicyMeasuresBy) {
    config::Settings settings = budget({"TCP_FLAGS", "SRC_TOS"}, "PROTOCOL IN_PKTS TCP_FLAGS SRC_TOS");
    config::Policy rule;
    rule.name = "syn";
    rule.when = {{Metric::syn_share, true, 0.5, 0.1}};
    rule.values = std::make_shared<config::Settings>();
    settings.policies.push_back(rule);
    Driven driven(settings);

    EXPECT_THAT(driven.run(0, 60, constant(100)), ElementsAre("2 shed SRC_TOS"));
}

TEST(Budget, DoesNothingByWhatIsNotKnown) {
    Driven driven(budget());
    EXPECT_FALSE(driven.look(0, 100));
    EXPECT_FALSE(driven.look(1, {}));
    EXPECT_FALSE(driven.look(2, 100));
    EXPECT_TRUE(driven.look(4, 100));
    driven.policies.done(driven.at(4));

    for (int second = 5; second < 100; second++) EXPECT_FALSE(driven.look(second, {}));
}

TEST(Budget, ShedsTheNextFieldWhereOneIsRefused) {
    Driven driven(budget());
    (void)driven.look(0, 100);
    EXPECT_EQ(driven.look(2, 100)->changes, "SRC_TOS");
    const PolicyDecision told = driven.policies.refused({"no memory", {}, 0, 0}, driven.at(2));

    EXPECT_EQ(told.changes, "shed SRC_TOS");
    EXPECT_THAT(driven.left(), testing::SizeIs(6));
    EXPECT_FALSE(driven.look(3, 100));
    EXPECT_FALSE(driven.look(11, 100));
    EXPECT_EQ(driven.look(12, 100)->changes, "MAX_TTL");
}

TEST(Budget, GoesOnWithTheUsersOtherFields) {
    Driven driven(budget());
    EXPECT_THAT(driven.run(0, 10, constant(100)), testing::SizeIs(3));

    driven.policies = driven.policies.with_base(budget({}, "PROTOCOL IN_PKTS MAX_TTL"));
    EXPECT_THAT(driven.left(), ElementsAre("PROTOCOL", "IN_PKTS"));
    EXPECT_THAT(driven.policies.reports()[0].shed, ElementsAre("MAX_TTL"));
    EXPECT_THAT(driven.run(12, 99, constant(10)), testing::SizeIs(1));
    EXPECT_THAT(driven.policies.in_force().fields, ElementsAre("PROTOCOL IN_PKTS MAX_TTL"));
}

TEST(Budget, GoesOnWithOtherNumbers) {
    Driven driven(budget());
    EXPECT_THAT(driven.run(0, 6, constant(100)), ElementsAre("2 shed SRC_TOS", "6 shed MAX_TTL"));
    config::Settings wider = budget();
    wider.policies[0].budget = config::Budget{500, 400, {}};

    driven.policies = driven.policies.with_base(wider);
    EXPECT_THAT(driven.policies.reports()[0].shed, ElementsAre("SRC_TOS", "MAX_TTL"));
    EXPECT_THAT(driven.run(8, 40, constant(100)), ElementsAre("13 restore MAX_TTL", "20 restore SRC_TOS"));

    wider.policies[0].budget->shed = {"MAX_TTL"};
    EXPECT_THAT(driven.run(41, 42, constant(600)), IsEmpty());
    EXPECT_THAT(driven.run(43, 43, constant(600)), ElementsAre("43 shed SRC_TOS"));
    EXPECT_THAT(driven.policies.with_base(wider).reports()[0].shed, IsEmpty());
}

TEST(Budget, ShedsAlsoFromTheFieldsThatAPolicySets) {
    config::Settings settings = budget();
    config::Policy rule;
    rule.name = "rule";
    rule.hold_s = 0;
    rule.when = {{Metric::ns_per_packet, true, 10, 5}};
    for (const config::Setting& one : config::settings())
        if (one.name == "fields") rule.sets = {&one};
    auto values = std::make_shared<config::Settings>();
    values->fields = {"IPV4_DST_ADDR IN_PKTS MAX_TTL"};
    rule.values = values;
    settings.policies.push_back(rule);
    Driven driven(settings);

    EXPECT_THAT(driven.run(0, 60, constant(100)), ElementsAre("0 enter fields", "2 shed MAX_TTL"));
    EXPECT_THAT(driven.left(), ElementsAre("IPV4_DST_ADDR", "IN_PKTS"));
}

}  // namespace
}  // namespace probe
