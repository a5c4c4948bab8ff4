// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "probe/api/event_log.hpp"

namespace probe::api {
namespace {

using testing::IsEmpty;
using testing::MatchesRegex;
using testing::SizeIs;

TEST(EventLog, NumbersWhatHappens) {
    EventLog log;
    EXPECT_EQ(log.last(), 0U);
    EXPECT_THAT(log.after(0), IsEmpty());

    log.add("interface", {{"message", "eth0 is gone"}});
    log.add("loss", {{"records", 3}});

    const auto events = log.after(0);
    ASSERT_THAT(events, SizeIs(2));
    EXPECT_EQ(events[0].number, 1U);
    EXPECT_THAT(events[0].stream_text(),
                MatchesRegex("id: 1\nevent: interface\ndata: \\{\"time\":\"[-0-9T:.]+Z\",\"message\":\"eth0 is gone\"\\}\n\n"));
    EXPECT_THAT(log.after(1), SizeIs(1));
    EXPECT_EQ(log.after(1)[0].kind, "loss");
    EXPECT_THAT(log.after(2), IsEmpty());
}

TEST(EventLog, KeepsTextsOnOneLine) {
    EventLog log;
    log.add("x", {{"message", "a\nid: 9\n\n\xff"}});
    const std::string text = log.after(0)[0].text;
    EXPECT_EQ(text.find('\n'), std::string::npos);
}

TEST(EventLog, TellsHowManyWereMissed) {
    EventLog log;
    for (std::size_t i = 0; i < EventLog::kMostKept + 5; i++) log.add("x", Json::object());

    EXPECT_THAT(log.after(0), SizeIs(EventLog::kMostKept));  // who has heard nothing has missed nothing
    const auto events = log.after(2);
    ASSERT_THAT(events, SizeIs(EventLog::kMostKept + 1));
    EXPECT_EQ(events[0].kind, "missed");
    EXPECT_EQ(events[0].text, "{\"events\":3}");
    EXPECT_EQ(events[0].number, 5U);
    EXPECT_EQ(events[1].number, 6U);
    EXPECT_THAT(log.after(5), SizeIs(EventLog::kMostKept));
}

TEST(EventLog, BeginsAnewForWhoKnewAnotherProbe) {
    EventLog log;
    log.add("x", Json::object());
    EXPECT_THAT(log.after(1000), SizeIs(1));
}

TEST(EventLog, CallsWhoListens) {
    EventLog log;
    int calls = 0;
    log.on_event([&] { calls++; });
    log.add("x", Json::object());
    log.on_event({});
    log.add("x", Json::object());
    EXPECT_EQ(calls, 1);
}

TEST(Time, IsUtcToTheMillisecond) {
    EXPECT_EQ(utc_text(std::chrono::system_clock::time_point(std::chrono::milliseconds(1'795'169'472'345))),
              "2026-11-20T10:11:12.345Z");
}

}  // namespace
}  // namespace probe::api
