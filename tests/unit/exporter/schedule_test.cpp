// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "exporter/schedule.hpp"

namespace exporter {
namespace {

using namespace std::chrono_literals;
using Actions = Schedule::Actions;

constexpr Actions kNothing{};
constexpr Actions kTemplates{true, false};
constexpr Actions kFlush{false, true};
const Schedule::Time kStart{1'000'000s};

Schedule started(const ScheduleSettings& settings = {}) {
    Schedule schedule(settings);
    schedule.on_new_templates(kStart);
    return schedule;
}

TEST(Schedule, RepeatsNewTemplatesOnceBeforeTheSecondMessage) {
    Schedule schedule = started();
    EXPECT_FALSE(schedule.before_message(kStart));
    EXPECT_TRUE(schedule.before_message(kStart));
    EXPECT_FALSE(schedule.before_message(kStart));
    EXPECT_FALSE(schedule.before_message(kStart + 59s));
}

TEST(Schedule, RefreshesTemplatesEveryMinuteEvenWithoutData) {
    Schedule schedule = started();
    EXPECT_EQ(schedule.tick(kStart + 59'999ms, false), kNothing);
    EXPECT_EQ(schedule.tick(kStart + 60s, false), kTemplates);
    EXPECT_EQ(schedule.tick(kStart + 61s, false), kNothing);
    EXPECT_EQ(schedule.tick(kStart + 120s, false), kTemplates);
}

TEST(Schedule, RefreshesTemplatesBeforeAMessageThatComesLate) {
    Schedule schedule = started({30s, 0, 500ms});
    EXPECT_TRUE(schedule.before_message(kStart + 30s));
    EXPECT_EQ(schedule.tick(kStart + 31s, false), kNothing);
}

TEST(Schedule, NeverRefreshesIfTheIntervalIsZero) {
    Schedule schedule = started({0s, 0, 500ms});
    EXPECT_EQ(schedule.tick(kStart + 24h, false), kNothing);
}

TEST(Schedule, RefreshesTemplatesAfterSoManyMessages) {
    Schedule schedule = started({60s, 3, 500ms});
    std::string sent;
    for (int i = 0; i < 9; ++i) sent += schedule.before_message(kStart) ? 'T' : '.';
    EXPECT_EQ(sent, ".T..T..T.");
}

TEST(Schedule, FlushesAtEachTickButNotTooOften) {
    Schedule schedule = started();
    EXPECT_EQ(schedule.tick(kStart + 1s, true), kFlush);
    EXPECT_EQ(schedule.tick(kStart + 1'499ms, true), kNothing);
    EXPECT_EQ(schedule.tick(kStart + 1'500ms, true), kFlush);
    EXPECT_EQ(schedule.tick(kStart + 2'500ms, false), kNothing);
    EXPECT_EQ(schedule.tick(kStart + 2'501ms, true), kFlush);
}

TEST(Schedule, ATickMayDoBoth) {
    Schedule schedule = started();
    EXPECT_EQ(schedule.tick(kStart + 60s, true), (Actions{true, true}));
}

TEST(Schedule, ChangedTemplatesBeginAnew) {
    Schedule schedule = started();
    EXPECT_FALSE(schedule.before_message(kStart));
    schedule.on_new_templates(kStart + 50s);
    EXPECT_FALSE(schedule.before_message(kStart + 51s));
    EXPECT_TRUE(schedule.before_message(kStart + 52s));
    EXPECT_EQ(schedule.tick(kStart + 111s, false), kNothing);
}

}  // namespace
}  // namespace exporter
