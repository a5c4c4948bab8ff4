// SPDX-License-Identifier: Apache-2.0
// Rules with a condition: when they begin and end, which one wins, and what becomes of what the probe refuses. Seconds are passed in.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "probe/policy/policies.hpp"
#include "tests/support/metered.hpp"

namespace probe {
namespace {

using config::Metric;
using testing::ElementsAre;
using testing::IsEmpty;
using Kind = PolicyDecision::Kind;

std::shared_ptr<config::Settings> with(const std::function<void(config::Settings&)>& change) {
    auto settings = std::make_shared<config::Settings>();
    change(*settings);
    return settings;
}

const config::Setting* setting(const std::string& name) {
    for (const config::Setting& one : config::settings())
        if (one.name == name) return &one;
    return nullptr;
}

// Above 0.5 for 3 s, until 0.1 for 5 s: one packet of ten.
config::Policy flood(const std::string& name = "flood") {
    config::Policy policy;
    policy.name = name;
    policy.when = {{Metric::new_flow_ratio, true, 0.5, 0.1}};
    policy.hold_s = 3;
    policy.release_s = 5;
    policy.sets = {setting("sampling")};
    policy.values = with([](config::Settings& settings) { settings.sampling = 10; });
    return policy;
}

// Above 1000 packets a second, at once.
config::Policy busy(std::uint64_t sampling, double active) {
    config::Policy policy = flood("busy");
    policy.when = {{Metric::packets_per_second, true, 1000, 500}};
    policy.hold_s = policy.release_s = 0;
    policy.sets = {setting("sampling"), setting("active")};
    policy.values = with([&](config::Settings& settings) { settings.sampling = sampling, settings.active_s = active; });
    return policy;
}

struct Driven {
    explicit Driven(std::vector<config::Policy> list) : policies(base(std::move(list)), &fields_of) {}

    static config::Settings base(std::vector<config::Policy> list) {
        config::Settings settings;
        settings.policies = std::move(list);
        return settings;
    }
    static std::vector<PolicyField> fields_of(const config::Settings& settings) {
        return policy_fields(settings, support::built_in());
    }
    static Policies::Time at(double second) {
        return Policies::Time{} + std::chrono::milliseconds(static_cast<std::int64_t>(second * 1000));
    }
    std::optional<PolicyDecision> look(double second, std::optional<double> ratio, std::optional<double> packets = {}) {
        PolicySample sample;
        sample.at(Metric::new_flow_ratio) = ratio;
        sample.at(Metric::packets_per_second) = packets;
        return policies.look(sample, at(second));
    }
    // Looks once a second and carries out what is decided; the seconds at which something was, and what.
    std::vector<std::string> run(int from, int to, std::optional<double> ratio, std::optional<double> packets = {}) {
        std::vector<std::string> told;
        for (int second = from; second <= to; second++)
            if (const auto decision = look(second, ratio, packets)) {
                told.push_back(std::to_string(second) + " " + name_of(decision->kind) + " " + decision->policy);
                policies.done(at(second));
            }
        return told;
    }

    Policies policies;
};

TEST(Policies, AreNoneWhereTheFileHasNone) {
    Driven driven({});

    EXPECT_FALSE(driven.policies.any());
    EXPECT_THAT(driven.run(0, 100, 1.0, 1e9), IsEmpty());
    EXPECT_EQ(driven.policies.in_force().sampling, 1U);
}

TEST(Policies, EnterOnceTheirConditionHasHeldForItsTime) {
    Driven driven({flood()});

    EXPECT_FALSE(driven.look(0, 0.6));
    EXPECT_FALSE(driven.look(2.9, 0.6));
    const auto decision = driven.look(3, 0.75);
    ASSERT_TRUE(decision);
    EXPECT_EQ(decision->kind, Kind::enter);
    EXPECT_EQ(decision->held, std::chrono::seconds(3));
    EXPECT_EQ(decision->text(), "policy flood: enter: new_flow_ratio 0.75 above 0.5 for 3 s; sets sampling");
    EXPECT_EQ(driven.policies.in_force().sampling, 1U);
    EXPECT_EQ(driven.policies.wanted().sampling, 10U);

    driven.policies.done(driven.at(3.2));
    EXPECT_EQ(driven.policies.in_force().sampling, 10U);
    EXPECT_EQ(driven.policies.base().sampling, 1U);
}

TEST(Policies, BeginAnewWhereTheConditionWasBrokenMeanwhile) {
    Driven driven({flood()});

    EXPECT_FALSE(driven.look(0, 0.6));
    EXPECT_FALSE(driven.look(2, 0.5));  // the threshold itself does not hold
    EXPECT_FALSE(driven.look(3, 0.6));
    EXPECT_FALSE(driven.look(5, 0.6));
    EXPECT_TRUE(driven.look(6, 0.6));
}

TEST(Policies, StayBetweenTheirThresholdsAndLeaveBehindTheOtherOne) {
    Driven driven({flood()});
    EXPECT_THAT(driven.run(0, 3, 0.9), ElementsAre("3 enter flood"));

    EXPECT_THAT(driven.run(4, 60, 0.2), IsEmpty());
    EXPECT_FALSE(driven.look(61, 0.1));
    EXPECT_FALSE(driven.look(65, 0.11));  // back in between: begins anew
    EXPECT_FALSE(driven.look(66, 0.05));
    EXPECT_FALSE(driven.look(70, 0.05));
    const auto decision = driven.look(71, 0.05);
    ASSERT_TRUE(decision);
    EXPECT_EQ(decision->text(), "policy flood: leave: new_flow_ratio 0.05 below 0.1 for 5 s; takes back sampling");
    driven.policies.done(driven.at(71));
    EXPECT_EQ(driven.policies.in_force().sampling, 1U);
}

TEST(Policies, DoNotLookForTwoSecondsBehindAnyChange) {
    Driven driven({flood()});
    driven.policies.changed(driven.at(0));

    EXPECT_FALSE(driven.look(1.9, 0.9));
    EXPECT_FALSE(driven.look(2, 0.9));
    EXPECT_FALSE(driven.look(4.9, 0.9));
    EXPECT_TRUE(driven.look(5, 0.9));
}

TEST(Policies, DecideNothingMoreBeforeTheLastDecisionIsCarriedOut) {
    Driven driven({busy(5, 60), flood()});

    EXPECT_TRUE(driven.look(0, 0.9, 2000));
    EXPECT_FALSE(driven.look(10, 0.9, 2000));
    driven.policies.done(driven.at(10));
    EXPECT_FALSE(driven.look(11, 0.9, 2000));
    const auto next = driven.look(12, 0.9, 2000);
    ASSERT_TRUE(next);
    EXPECT_EQ(next->policy, "flood");
    EXPECT_EQ(next->held, std::chrono::seconds(12));  // both conditions have held all the time
}

TEST(Policies, HoldOnlyWhereAllTheirConditionsDoAndEndWithAny) {
    config::Policy both = flood();
    both.hold_s = both.release_s = 0;
    both.when.push_back({Metric::packets_per_second, true, 1000, 500});
    Driven driven({both});

    EXPECT_FALSE(driven.look(0, 0.9, 900));
    EXPECT_FALSE(driven.look(1, 0.3, 2000));
    const auto enter = driven.look(2, 0.9, 2000);
    ASSERT_TRUE(enter);
    EXPECT_EQ(enter->numbers.size(), 2U);
    driven.policies.done(driven.at(2));
    const auto leave = driven.look(5, 0.9, 400);
    ASSERT_TRUE(leave);
    ASSERT_EQ(leave->numbers.size(), 1U);
    EXPECT_EQ(leave->numbers[0].value, 400);
    EXPECT_EQ(leave->numbers[0].threshold, 500);
}

TEST(Policies, EndOnlyByThoseConditionsThatSayUntilWhen) {
    config::Policy rule = flood();
    rule.hold_s = rule.release_s = 0;
    rule.when = {{Metric::new_flow_ratio, true, 0.5, {}}, {Metric::packets_per_second, true, 1000, 500}};
    Driven driven({rule});
    EXPECT_THAT(driven.run(0, 0, 0.9, 2000), ElementsAre("0 enter flood"));

    EXPECT_THAT(driven.run(1, 60, 0.0, 2000), IsEmpty());
    EXPECT_THAT(driven.run(61, 70, {}, 400), ElementsAre("61 leave flood"));
}

TEST(Policies, EndWhereTheyBeganIfNoConditionSaysUntilWhen) {
    config::Policy rule = flood();
    rule.hold_s = rule.release_s = 0;
    rule.when = {{Metric::new_flow_ratio, true, 0.5, {}}};
    Driven driven({rule});
    EXPECT_THAT(driven.run(0, 0, 0.9), ElementsAre("0 enter flood"));

    EXPECT_THAT(driven.run(2, 60, 0.51), IsEmpty());
    EXPECT_THAT(driven.run(61, 61, 0.5), ElementsAre("61 leave flood"));
}

TEST(Policies, NeitherEnterNorLeaveByNumbersThatAreNotKnown) {
    Driven driven({flood()});

    EXPECT_THAT(driven.run(0, 9, {}), IsEmpty());
    EXPECT_FALSE(driven.look(10, 0.9));
    EXPECT_FALSE(driven.look(12, {}));
    EXPECT_FALSE(driven.look(13, 0.9));
    EXPECT_TRUE(driven.look(16, 0.9));
    driven.policies.done(driven.at(16));
    EXPECT_THAT(driven.run(18, 99, {}), IsEmpty());
}

TEST(Policies, FirstOfTheFileWinsWhereSeveralSetTheSame) {
    for (const bool busy_first : {true, false}) {
        Driven driven(busy_first ? std::vector{busy(5, 60), flood()} : std::vector{flood(), busy(5, 60)});
        EXPECT_THAT(driven.run(0, 20, 0.9, 2000), testing::SizeIs(2));

        EXPECT_EQ(driven.policies.in_force().sampling, busy_first ? 5U : 10U);
        EXPECT_EQ(driven.policies.in_force().active_s, 60);
    }
}

TEST(Policies, GiveBackWhatAnotherOneSetsWhenTheFirstLeaves) {
    Driven driven({busy(5, 60), flood()});
    EXPECT_THAT(driven.run(0, 5, 0.9, 2000), ElementsAre("0 enter busy", "3 enter flood"));

    EXPECT_THAT(driven.run(7, 9, 0.9, 100), ElementsAre("7 leave busy"));
    EXPECT_EQ(driven.policies.in_force().sampling, 10U);
    EXPECT_EQ(driven.policies.in_force().active_s, 120);
}

TEST(Policies, TryWhatWasRefusedLaterAndLater) {
    Driven driven({flood()});
    std::vector<int> tried;
    for (int second = 0; second <= 2500; second++)
        if (driven.look(second, 0.9)) {
            tried.push_back(second);
            const PolicyDecision told = driven.policies.refused({"no memory", {}, 0, 0}, driven.at(second));
            EXPECT_EQ(told.kind, Kind::refused);
            EXPECT_EQ(told.reason, "no memory");
        }

    EXPECT_THAT(tried, ElementsAre(3, 13, 33, 73, 153, 313, 633, 1233, 1833, 2433));
    EXPECT_EQ(driven.policies.in_force().sampling, 1U);
    EXPECT_EQ(driven.policies.reports()[0].refused, 10U);
    EXPECT_EQ(driven.policies.reports()[0].last_refusal, "no memory");
}

TEST(Policies, LetOthersGoOnWhileOneIsRefused) {
    Driven driven({busy(5, 60), flood()});

    EXPECT_EQ(driven.look(0, 0.9, 2000)->policy, "busy");
    const PolicyDecision told = driven.policies.refused({"no memory", {}, 0, 0}, driven.at(0));
    EXPECT_EQ(told.text(), "policy busy: refused (enter " + told.changes.substr(6) + "): no memory; not tried again for 10 s");
    EXPECT_EQ(driven.look(3, 0.9, 2000)->policy, "flood");
    driven.policies.done(driven.at(3));
    EXPECT_FALSE(driven.look(9, 0.9, 2000));
    EXPECT_EQ(driven.look(10, 0.9, 2000)->policy, "busy");
}

TEST(Policies, StayActiveWhereLeavingIsRefused) {
    Driven driven({flood()});
    EXPECT_THAT(driven.run(0, 3, 0.9), ElementsAre("3 enter flood"));
    EXPECT_FALSE(driven.look(5, 0.0));
    EXPECT_TRUE(driven.look(10, 0.0));

    (void)driven.policies.refused({"no memory", {}, 0, 0}, driven.at(10));
    EXPECT_EQ(driven.policies.in_force().sampling, 10U);
    EXPECT_FALSE(driven.look(19, 0.0));
    EXPECT_TRUE(driven.look(20, 0.0));
}

TEST(Policies, LieOverTheSettingsThatTheUserHasNow) {
    Driven driven({flood()});
    EXPECT_THAT(driven.run(0, 3, 0.9), ElementsAre("3 enter flood"));
    config::Settings other = driven.base({flood()});
    other.sampling = 7;
    other.active_s = 60;

    const Policies next = driven.policies.with_base(other);
    EXPECT_EQ(next.in_force().sampling, 10U);
    EXPECT_EQ(next.in_force().active_s, 60);
    EXPECT_EQ(next.base().sampling, 7U);

    driven.policies = next;
    EXPECT_THAT(driven.run(5, 12, 0.0), ElementsAre("10 leave flood"));
    EXPECT_EQ(driven.policies.in_force().sampling, 7U);
}

TEST(Policies, BeginAnewWhereTheFileHasAnotherRuleOfTheName) {
    Driven driven({flood()});
    EXPECT_THAT(driven.run(0, 3, 0.9), ElementsAre("3 enter flood"));
    config::Policy changed = flood();
    changed.hold_s = 1;

    EXPECT_EQ(driven.policies.with_base(driven.base({changed})).in_force().sampling, 1U);
    EXPECT_EQ(driven.policies.with_base(driven.base({})).in_force().sampling, 1U);
    EXPECT_EQ(driven.policies.with_base(driven.base({busy(5, 60), flood()})).in_force().sampling, 10U);
}

TEST(Policies, TellWhatTheySee) {
    Driven driven({flood(), busy(5, 60)});
    EXPECT_THAT(driven.run(0, 3, 0.9), ElementsAre("3 enter flood"));

    const auto reports = driven.policies.reports();
    ASSERT_EQ(reports.size(), 2U);
    EXPECT_TRUE(reports[0].active);
    EXPECT_EQ(reports[0].since, driven.at(3));
    EXPECT_EQ(reports[0].decisions, 1U);
    EXPECT_EQ(reports[0].sets, "sampling");
    ASSERT_EQ(reports[0].numbers.size(), 1U);
    EXPECT_EQ(reports[0].numbers[0].value, 0.9);
    EXPECT_EQ(reports[0].numbers[0].threshold, 0.1);
    EXPECT_FALSE(reports[1].active);
    EXPECT_THAT(reports[1].numbers, IsEmpty());
    EXPECT_TRUE(driven.policies.looks_at(Metric::new_flow_ratio));
    EXPECT_FALSE(driven.policies.looks_at(Metric::ns_per_packet));
}

}  // namespace
}  // namespace probe
