// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "exporter/file_session.hpp"

namespace exporter {
namespace {

using namespace std::chrono_literals;
using Action = FileSession::Action;

constexpr FileSession::Time kNoon{12h};

FileSession opened() {
    FileSession session({});
    EXPECT_EQ(session.next(kNoon, true).action, Action::open);
    session.on_opened(kNoon, true);
    return session;
}

TEST(FileSession, OpensBeforeThereIsData) {
    FileSession session({});

    EXPECT_EQ(session.next(kNoon, false).action, Action::open);
    EXPECT_EQ(session.state(), CollectorState::starting);
    session.on_opened(kNoon, false);
    EXPECT_EQ(session.next(kNoon, false).action, Action::idle);
    EXPECT_EQ(session.state(), CollectorState::reachable);
}

TEST(FileSession, WritesWhatThereIs) {
    FileSession session = opened();
    EXPECT_EQ(session.next(kNoon, true).action, Action::write);
    session.on_written(kNoon);
    EXPECT_EQ(session.next(kNoon, true).action, Action::write);
}

TEST(FileSession, WaitsForASlowReader) {
    FileSession session = opened();

    session.on_blocked();
    EXPECT_EQ(session.next(kNoon, true).action, Action::idle);
    session.on_writable();
    EXPECT_EQ(session.next(kNoon, true).action, Action::write);
    EXPECT_EQ(session.state(), CollectorState::reachable);
}

TEST(FileSession, TriesAgainAfterGrowingPauses) {
    FileSession session({});
    auto now = kNoon;
    for (const auto pause : {1s, 2s, 4s, 8s, 16s, 30s, 30s}) {
        EXPECT_EQ(session.next(now, true).action, Action::open);
        session.on_failed(now);
        EXPECT_EQ(session.state(), CollectorState::unreachable);
        EXPECT_EQ(session.next(now, true).until, now + pause);
        now += pause;
    }
}

TEST(FileSession, IsReachableAgainWhenAMessageWasWritten) {
    FileSession session = opened();
    session.on_failed(kNoon);

    EXPECT_EQ(session.next(kNoon + 1s, true).action, Action::open);
    session.on_opened(kNoon + 1s, true);
    EXPECT_EQ(session.next(kNoon + 1s, true).action, Action::write);
    EXPECT_EQ(session.state(), CollectorState::unreachable);
    session.on_written(kNoon + 1s);
    EXPECT_EQ(session.state(), CollectorState::reachable);
}

TEST(FileSession, IsReachableAgainWhereNothingWaits) {
    FileSession session = opened();
    session.on_failed(kNoon);

    EXPECT_EQ(session.next(kNoon + 1s, false).action, Action::open);
    session.on_opened(kNoon + 1s, false);
    EXPECT_EQ(session.state(), CollectorState::reachable);
}

TEST(FileSession, PausesStayLongUntilWritingGoesWellForAsLong) {
    FileSession session = opened();
    session.on_failed(kNoon);  // a pause of 1 s
    EXPECT_EQ(session.next(kNoon + 1s, true).action, Action::open);
    session.on_opened(kNoon + 1s, true);
    session.on_written(kNoon + 2s);
    session.on_failed(kNoon + 2s);
    EXPECT_EQ(session.next(kNoon + 2s, true).until, kNoon + 4s);

    EXPECT_EQ(session.next(kNoon + 4s, true).action, Action::open);
    session.on_opened(kNoon + 4s, true);
    session.on_written(kNoon + 8s);
    session.on_failed(kNoon + 8s);
    EXPECT_EQ(session.next(kNoon + 8s, true).until, kNoon + 9s);
}

TEST(FileSession, TheNextFileFollowsAtOnce) {
    FileSession session = opened();
    session.on_completed();
    EXPECT_EQ(session.next(kNoon, false).action, Action::open);
    EXPECT_EQ(session.state(), CollectorState::reachable);
}

}  // namespace
}  // namespace exporter
