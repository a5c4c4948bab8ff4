// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <set>

#include "exporter/stream_session.hpp"

namespace exporter {
namespace {

using namespace std::chrono_literals;
using Action = StreamSession::Action;
using Time = StreamSession::Time;

const Time kStart{1'000'000s};

void expect(StreamSession& session, Time now, Action action, bool has_message = true) {
    EXPECT_EQ(session.next(now, has_message).action, action);
}

// How long it waits before it looks the name up again.
std::chrono::milliseconds pause_of(StreamSession& session, Time now) {
    const StreamSession::Step step = session.next(now, true);
    EXPECT_EQ(step.action, Action::wait);
    expect(session, step.until - 1ms, Action::wait);
    expect(session, step.until, Action::resolve);
    return std::chrono::duration_cast<std::chrono::milliseconds>(step.until - now);
}

StreamSession connecting(std::size_t addresses = 1, bool has_handshake = false) {
    StreamSession session({}, has_handshake, 1);
    expect(session, kStart, Action::resolve);
    session.on_resolved(addresses);
    expect(session, kStart, Action::connect);
    return session;
}

StreamSession established() {
    StreamSession session = connecting();
    session.on_connected(kStart);
    return session;
}

TEST(StreamSession, SendsOnceItIsConnectedAndThenOneAfterTheOther) {
    StreamSession session = established();
    EXPECT_TRUE(session.is_established());
    EXPECT_EQ(session.state(), CollectorState::reachable);
    expect(session, kStart, Action::idle, false);
    expect(session, kStart, Action::send);
    expect(session, kStart + 1h, Action::idle);  // a collector that never reads is waited for
    session.on_sent();
    expect(session, kStart + 1h, Action::send);
}

TEST(StreamSession, TriesEveryAddressBeforeItPauses) {
    StreamSession session = connecting(2);
    EXPECT_EQ(session.address(), 0U);
    session.on_failed(kStart);
    EXPECT_EQ(session.state(), CollectorState::starting);
    expect(session, kStart, Action::connect);
    EXPECT_EQ(session.address(), 1U);
    session.on_failed(kStart);
    EXPECT_EQ(session.state(), CollectorState::unreachable);
    expect(session, kStart, Action::wait);
}

TEST(StreamSession, GivesAnAddressUpThatDoesNotAnswer) {
    StreamSession session = connecting();
    const StreamSession::Step step = session.next(kStart, true);
    EXPECT_EQ(step.action, Action::wait);
    EXPECT_EQ(step.until, kStart + 10s);
    expect(session, kStart + 10s, Action::give_up);
    session.on_failed(kStart + 10s);
    EXPECT_EQ(session.state(), CollectorState::unreachable);
}

TEST(StreamSession, GivesAHandshakeUpThatDoesNotEnd) {
    StreamSession session = connecting(1, true);
    session.on_connected(kStart + 1s);
    expect(session, kStart + 1s, Action::handshake);
    expect(session, kStart + 10s, Action::wait);
    expect(session, kStart + 11s, Action::give_up);
    EXPECT_FALSE(session.is_established());
}

TEST(StreamSession, LetsAServerRefuseOurCertificateBeforeItSends) {
    StreamSession session = connecting(1, true);
    session.on_connected(kStart);
    expect(session, kStart, Action::handshake);
    session.on_handshaken(kStart);
    expect(session, kStart + 199ms, Action::wait);
    EXPECT_NE(session.state(), CollectorState::reachable);
    expect(session, kStart + 200ms, Action::send);
    EXPECT_EQ(session.state(), CollectorState::reachable);
}

TEST(StreamSession, WaitsLongerForTheRefusalOfWhoIsSlow) {
    StreamSession session = connecting(1, true);
    session.on_connected(kStart);
    expect(session, kStart + 1s, Action::handshake);
    session.on_handshaken(kStart + 3s);
    expect(session, kStart + 6'999ms, Action::wait);
    expect(session, kStart + 7s, Action::send);
}

TEST(StreamSession, DoublesThePauseUpToTheLongestWithAQuarterOfJitter) {
    StreamSession session({}, false, 7);
    Time now = kStart;
    expect(session, now, Action::resolve);
    for (const auto pause : {1'000ms, 2'000ms, 4'000ms, 8'000ms, 16'000ms, 30'000ms, 30'000ms}) {
        session.on_not_resolved(now);
        EXPECT_EQ(session.state(), CollectorState::unresolved);
        const auto found = pause_of(session, now);
        EXPECT_GE(found, pause * 3 / 4);
        EXPECT_LE(found, pause * 5 / 4);
        now += found;
    }
}

TEST(StreamSession, TwoProbesDoNotComeBackTogether) {
    std::set<std::chrono::milliseconds> pauses;
    for (std::uint32_t seed = 1; seed <= 20; ++seed) {
        StreamSession session({}, false, seed * 1'000'003);
        expect(session, kStart, Action::resolve);
        session.on_not_resolved(kStart);
        pauses.insert(pause_of(session, kStart));
    }
    EXPECT_GT(pauses.size(), 10U);
}

// A collector that ends its connections, and the pauses that follow from it.
class Ending {
 public:
    Ending() { expect(session_, now_, Action::resolve); }

    std::chrono::milliseconds pause_after(std::chrono::seconds length, bool has_taken_data = false) {
        session_.on_resolved(1);
        expect(session_, now_, Action::connect);
        session_.on_connected(now_);
        if (has_taken_data) session_.on_delivered();
        now_ += length;
        session_.on_failed(now_);
        return pause();
    }

    std::chrono::milliseconds pause_after_refusal() {
        session_.on_resolved(1);
        expect(session_, now_, Action::connect);
        session_.on_delivered();
        session_.on_failed(now_);
        return pause();
    }

 private:
    std::chrono::milliseconds pause() {
        const auto pause = pause_of(session_, now_);
        now_ += pause;
        return pause;
    }

    StreamSession session_{{}, false, 1};
    Time now_ = kStart;
};

TEST(StreamSession, AConnectionThatLastedMakesThePauseShortAgain) {
    Ending collector;
    EXPECT_LE(collector.pause_after(1s), 1'250ms);
    EXPECT_GE(collector.pause_after(1s), 1'500ms);
    EXPECT_GE(collector.pause_after(1s), 3'000ms);
    EXPECT_LE(collector.pause_after(10s), 1'250ms);
}

TEST(StreamSession, AConnectionThatTookDataMakesThePauseShortAgain) {
    Ending collector;
    collector.pause_after(0s);
    collector.pause_after(0s);
    EXPECT_GE(collector.pause_after(0s), 3'000ms);
    EXPECT_LE(collector.pause_after(0s, true), 1'250ms);
    EXPECT_GE(collector.pause_after(0s), 1'500ms);
}

TEST(StreamSession, WhatWasDeliveredBeforeDoesNotShortenThePauseOfAnAttemptThatFails) {
    Ending collector;
    EXPECT_LE(collector.pause_after_refusal(), 1'250ms);
    EXPECT_GE(collector.pause_after_refusal(), 1'500ms);
}

}  // namespace
}  // namespace exporter
