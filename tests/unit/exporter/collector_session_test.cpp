// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "exporter/collector_session.hpp"

namespace exporter {
namespace {

using namespace std::chrono_literals;
using Action = CollectorSession::Action;

const CollectorSession::Time kStart{1'000'000s};
constexpr bool kData = true;
constexpr bool kNone = false;

void expect(CollectorSession& session, CollectorSession::Time now, Action action) {
    EXPECT_EQ(session.next(now, kData).action, action);
}

void expect_wait(CollectorSession& session, CollectorSession::Time now, CollectorSession::Time until) {
    const CollectorSession::Step step = session.next(now, kData);
    EXPECT_EQ(step.action, Action::wait);
    EXPECT_EQ(step.until, until);
}

// Resolved, and its first templates sent at kStart.
CollectorSession begun(const SessionSettings& settings = {}) {
    CollectorSession session(settings);
    expect(session, kStart, Action::resolve);
    session.on_resolved();
    expect(session, kStart, Action::send_templates);
    session.on_templates_sent(kStart, false);
    expect(session, kStart, Action::send_data);
    session.on_new_templates_sent(kStart);
    return session;
}

CollectorSession reachable(const SessionSettings& settings = {}) {
    CollectorSession session = begun(settings);
    expect(session, kStart + 20ms, Action::send_data);
    EXPECT_EQ(session.state(), CollectorState::reachable);
    return session;
}

TEST(CollectorSession, HoldsDataBackForAMomentBehindNewTemplates) {
    CollectorSession session = begun();
    EXPECT_EQ(session.state(), CollectorState::starting);
    expect_wait(session, kStart + 1ms, kStart + 20ms);
    expect(session, kStart + 20ms, Action::send_data);
    EXPECT_EQ(session.state(), CollectorState::reachable);
}

TEST(CollectorSession, WithoutTemplatesTheFirstDataIsTheTry) {
    CollectorSession session;
    expect(session, kStart, Action::resolve);
    session.on_resolved();
    session.on_templates_sent(kStart, false);
    session.on_data_sent(kStart);
    expect_wait(session, kStart, kStart + 20ms);
    expect(session, kStart + 20ms, Action::send_data);
    EXPECT_EQ(session.state(), CollectorState::reachable);
    session.on_data_sent(kStart + 20ms);
    expect(session, kStart + 20ms, Action::send_data);

    session.on_refused(kStart + 1s);
    expect(session, kStart + 2s, Action::resolve);
    session.on_resolved();
    session.on_templates_sent(kStart + 2s, false);
    session.on_data_sent(kStart + 2s);
    expect_wait(session, kStart + 2s, kStart + 2200ms);
    expect(session, kStart + 2200ms, Action::send_data);
    EXPECT_EQ(session.state(), CollectorState::reachable);
}

TEST(CollectorSession, IsIdleWithoutData) {
    CollectorSession session = reachable();
    EXPECT_EQ(session.next(kStart + 21ms, kNone).action, Action::idle);
    expect(session, kStart + 21ms, Action::send_data);
}

TEST(CollectorSession, DoesNothingWhileItResolves) {
    CollectorSession session;
    expect(session, kStart, Action::resolve);
    expect(session, kStart + 1h, Action::idle);
}

TEST(CollectorSession, ResolvesAgainAfterAGrowingPause) {
    CollectorSession session;
    CollectorSession::Time now = kStart;
    expect(session, now, Action::resolve);
    for (const auto pause : {1s, 2s, 4s, 8s, 16s, 30s, 30s}) {
        session.on_not_resolved(now);
        EXPECT_EQ(session.state(), CollectorState::unresolved);
        expect_wait(session, now, now + pause);
        now += pause;
        expect(session, now, Action::resolve);
    }
}

TEST(CollectorSession, ARefusalKeepsTheDataAndResolvesAgain) {
    CollectorSession session = reachable();
    session.on_refused(kStart + 1s);
    EXPECT_EQ(session.state(), CollectorState::unreachable);
    expect_wait(session, kStart + 1s, kStart + 2s);
    expect(session, kStart + 2s, Action::resolve);
}

TEST(CollectorSession, TriesWithTemplatesAndWaitsForARefusalBeforeDataFollows) {
    CollectorSession session = reachable();
    session.on_refused(kStart + 1s);
    expect(session, kStart + 2s, Action::resolve);
    session.on_resolved();
    expect(session, kStart + 2s, Action::send_templates);
    session.on_templates_sent(kStart + 2s, true);
    expect_wait(session, kStart + 2s, kStart + 2'200ms);
    EXPECT_EQ(session.state(), CollectorState::unreachable);
    expect(session, kStart + 2'200ms, Action::send_data);
    EXPECT_EQ(session.state(), CollectorState::reachable);
}

TEST(CollectorSession, ARefusedTryDoublesThePauseAndSuccessResetsIt) {
    CollectorSession session = begun();
    session.on_refused(kStart);
    expect(session, kStart + 1s, Action::resolve);
    session.on_resolved();
    expect(session, kStart + 1s, Action::send_templates);
    session.on_templates_sent(kStart + 1s, true);
    session.on_refused(kStart + 1s);
    expect_wait(session, kStart + 1s, kStart + 3s);
    expect(session, kStart + 3s, Action::resolve);
    session.on_resolved();
    session.on_templates_sent(kStart + 3s, true);
    expect(session, kStart + 4s, Action::send_data);
    session.on_refused(kStart + 5s);
    expect_wait(session, kStart + 5s, kStart + 6s);
}

TEST(CollectorSession, PausesAfterABurst) {
    SessionSettings settings;
    settings.burst = 3;
    CollectorSession session = reachable(settings);
    const auto now = kStart + 1s;
    for (int i = 0; i < 3; ++i) {
        expect(session, now, Action::send_data);
        session.on_data_sent(now);
    }
    expect_wait(session, now, now + 1ms);
    expect(session, now + 1ms, Action::send_data);
    session.on_data_sent(now + 1ms);
    expect(session, now + 1ms, Action::send_data);
}

// Messages within a second of one that has always some to send.
std::uint64_t messages_in_a_second(CollectorSession& session) {
    std::uint64_t messages = 0;
    for (auto now = kStart + 1s; now < kStart + 2s;) {
        const CollectorSession::Step step = session.next(now, kData);
        if (step.action == Action::wait) {
            now = step.until;
            continue;
        }
        session.on_data_sent(now);
        ++messages;
    }
    return messages;
}

TEST(CollectorSession, SendsNoMoreThanItsRate) {
    for (const std::uint32_t rate : {1U, 7U, 199U, 1'000U, 1'500U, 12'345U, 100'000U}) {
        CollectorSession session = reachable(paced({}, rate));
        const std::uint64_t messages = messages_in_a_second(session);
        EXPECT_LE(messages, rate + paced({}, rate).burst);  // the second ends within a burst
        EXPECT_GE(messages, rate * 98ULL / 100);
    }
}

TEST(CollectorSession, ARateMakesNoLongerBursts) {
    EXPECT_EQ(paced({}, 10'000'000).burst, 64U);
    EXPECT_EQ(paced({}, 2'000).burst, 10U);
    EXPECT_EQ(paced({}, 2'000).burst_pause, 5ms);
    EXPECT_EQ(paced({}, 3).burst_pause, 333'334us);
    EXPECT_EQ(paced({}, 0).burst_pause, 1ms);
}

TEST(CollectorSession, WaitsUntilABlockedSocketIsWritable) {
    CollectorSession session = reachable();
    session.on_blocked();
    expect(session, kStart + 1h, Action::idle);
    session.on_writable();
    expect(session, kStart + 1h, Action::send_data);
}

}  // namespace
}  // namespace exporter
