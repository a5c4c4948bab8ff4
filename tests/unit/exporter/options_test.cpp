// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exporter/options.hpp"
#include "exporter/options_schedule.hpp"

namespace exporter {
namespace {

using namespace std::chrono_literals;
using Action = OptionsSchedule::Action;

const OptionsSchedule::Time kStart{1'000'000s};

TEST(Options, ATextIsCutBetweenCharacters) {
    EXPECT_EQ(cut_text("uplink", 6), "uplink");
    EXPECT_EQ(cut_text("uplink", 5), "uplin");
    EXPECT_EQ(cut_text("a\xc3\xa4z", 2), "a");  // "aäz"
    EXPECT_EQ(cut_text("a\xc3\xa4z", 3), "a\xc3\xa4");
    EXPECT_EQ(cut_text("\xf0\x9f\x90\x9d", 3), "");
}

TEST(Options, ALongTextHasALongerPrefix) {
    const OptionsTable table{{{10, 4}, {82, kVariableLength}}, 1};
    EXPECT_EQ(octets_of(table, {std::uint64_t{1}, std::string(254, 'x')}), 4U + 1 + 254);
    EXPECT_EQ(octets_of(table, {std::uint64_t{1}, std::string(255, 'x')}), 4U + 3 + 255);
}

TEST(OptionsSchedule, ReportsAtOnceAndAtEachInterval) {
    OptionsSchedule schedule(60s);
    EXPECT_EQ(schedule.tick(kStart), Action::report);
    EXPECT_EQ(schedule.tick(kStart + 59'500ms), Action::look);
    EXPECT_EQ(schedule.tick(kStart + 60s), Action::report);
    EXPECT_EQ(schedule.tick(kStart + 60s), Action::nothing);
}

TEST(OptionsSchedule, LooksAtInterfacesOnceASecond) {
    OptionsSchedule schedule(60s);
    EXPECT_EQ(schedule.tick(kStart), Action::report);
    EXPECT_EQ(schedule.tick(kStart + 999ms), Action::nothing);
    EXPECT_EQ(schedule.tick(kStart + 1s), Action::look);
    EXPECT_EQ(schedule.tick(kStart + 1'001ms), Action::nothing);
    EXPECT_EQ(schedule.tick(kStart + 2s), Action::look);
}

TEST(OptionsSchedule, ReportsBehindNewTemplates) {
    OptionsSchedule schedule(60s);
    EXPECT_EQ(schedule.tick(kStart), Action::report);
    schedule.on_new_templates();
    EXPECT_EQ(schedule.tick(kStart + 1ms), Action::report);
}

TEST(OptionsSchedule, ReportsNothingIfTheIntervalIsZero) {
    OptionsSchedule schedule(0s);
    EXPECT_EQ(schedule.tick(kStart), Action::nothing);
    schedule.on_new_templates();
    EXPECT_EQ(schedule.tick(kStart + 24h), Action::nothing);
}

}  // namespace
}  // namespace exporter
