// SPDX-License-Identifier: Apache-2.0
// Connections over the loopback interface. One thread: the test runs the io_context when it waits.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <thread>

#include "tests/support/scratch.hpp"
#include "tests/unit/exporter/stream_collector.hpp"
#include "tests/unit/exporter/stream_fixture.hpp"

namespace exporter {
namespace {

using namespace std::chrono_literals;
using testing::numbered;
using testing::StreamCollector;
using testing::StreamFixture;
using testing::template_message;

const auto kLoopback = boost::asio::ip::make_address("127.0.0.1");

class StreamTransportTest : public StreamFixture {};

TEST_F(StreamTransportTest, SendsTemplatesOnceThenData) {
    StreamCollector collector(io_, kLoopback);
    make({.transport = config::Transport::tcp, .host = "127.0.0.1", .port = collector.port()});
    push(template_message(1));
    push(template_message(2, Message::Kind::more_templates));
    push(numbered(1));
    push(template_message(1, Message::Kind::templates));
    push(template_message(2, Message::Kind::more_templates));
    push(numbered(2));

    EXPECT_TRUE(eventually([&] { return read(collector).size() >= 4; }));
    EXPECT_EQ(collector.kinds(), "TTDD");
    EXPECT_EQ(collector.arrived()[3].sequence, 1U);
    EXPECT_TRUE(eventually([&] { return counters().sent.records == 2; }));
    EXPECT_EQ(counters().templates, 2U);
    EXPECT_EQ(transport_->report().remote->port, collector.port());
    EXPECT_EQ(changes_, "reachable");
}

TEST_F(StreamTransportTest, WithdrawsTemplatesInTheirPlace) {
    StreamCollector collector(io_, kLoopback);
    make({.transport = config::Transport::tcp, .host = "127.0.0.1", .port = collector.port()});
    push(template_message(1));
    push(numbered(1));
    push(template_message(2, Message::Kind::withdrawal));
    push(template_message(3));
    push(numbered(2));

    EXPECT_TRUE(eventually([&] { return read(collector).size() >= 5; }));
    EXPECT_EQ(collector.kinds(), "TDTTD");
    EXPECT_EQ(collector.arrived()[2].number, 2U);
    EXPECT_EQ(collector.arrived()[3].number, 3U);
}

TEST_F(StreamTransportTest, WithdrawsNothingThatTheConnectionHasNotSeen) {
    const std::uint16_t port = StreamCollector(io_, kLoopback).port();
    make({.transport = config::Transport::tcp, .host = "127.0.0.1", .port = port});
    push(template_message(1));
    push(template_message(2, Message::Kind::withdrawal));
    push(template_message(3));
    push(numbered(1));
    EXPECT_TRUE(eventually([&] { return state() == CollectorState::unreachable; }));

    StreamCollector collector(io_, kLoopback, port);
    EXPECT_TRUE(eventually([&] { return read(collector).size() >= 2; }));
    EXPECT_EQ(collector.kinds(), "TD");
    EXPECT_EQ(collector.arrived()[0].number, 3U);
}

TEST_F(StreamTransportTest, ConnectsOverIpv6) {
    StreamCollector six(io_, boost::asio::ip::make_address("::1"));
    make({.transport = config::Transport::tcp, .host = "::1", .port = six.port()});
    push(numbered(1));
    EXPECT_TRUE(eventually([&] { return read(six).size() == 1; }));
}

TEST_F(StreamTransportTest, ConnectsByNameToTheAddressThatAnswers) {
    StreamCollector four(io_, kLoopback);
    make({.transport = config::Transport::tcp, .host = "localhost", .port = four.port()});
    push(numbered(1));
    EXPECT_TRUE(eventually([&] { return read(four).size() == 1; }));
}

TEST_F(StreamTransportTest, ConnectsOverAUnixSocket) {
    const support::Scratch folder;
    StreamCollector collector(io_, (folder / "socket").string());
    make({.transport = config::Transport::unix_socket, .path = (folder / "socket").string()});
    push(template_message(1));
    push(numbered(1));

    EXPECT_TRUE(eventually([&] { return read(collector).size() == 2; }));
    EXPECT_EQ(collector.kinds(), "TD");
    EXPECT_FALSE(transport_->report().remote);
}

TEST_F(StreamTransportTest, TellsBothEndsBeforeItConnects) {
    StreamCollector collector(io_, kLoopback);
    make({.transport = config::Transport::tcp, .host = "127.0.0.1", .port = collector.port()});
    EXPECT_TRUE(eventually([&] { return !locals_.empty(); }));
    EXPECT_NE(locals_[0], 0U);
    push(numbered(1));
    EXPECT_TRUE(eventually([&] { return read(collector).size() == 1; }));
    EXPECT_EQ(collector.peer_port(), locals_[0]);
    EXPECT_EQ(locals_.size(), 1U);
}

TEST_F(StreamTransportTest, ACollectorThatComesLateLosesNothing) {
    const std::uint16_t port = StreamCollector(io_, kLoopback).port();
    make({.transport = config::Transport::tcp, .host = "127.0.0.1", .port = port});
    push(template_message(1));
    push(numbered(1));
    EXPECT_TRUE(eventually([&] { return state() == CollectorState::unreachable; }));
    EXPECT_EQ(transport_->report().reason, "nobody listens at its port; start the collector, or correct the port");

    StreamCollector collector(io_, kLoopback, port);
    EXPECT_TRUE(eventually([&] { return read(collector).size() == 2; }));
    EXPECT_EQ(collector.kinds(), "TD");
    EXPECT_EQ(changes_, "unreachable reachable");
}

TEST_F(StreamTransportTest, AMissingUnixSocketIsTriedAgain) {
    const support::Scratch folder;
    make({.transport = config::Transport::unix_socket, .path = (folder / "socket").string()});
    push(numbered(1));
    EXPECT_TRUE(eventually([&] { return state() == CollectorState::unreachable; }));
    EXPECT_EQ(transport_->report().reason, "No such file or directory; start the collector, or correct the path");

    StreamCollector collector(io_, (folder / "socket").string());
    EXPECT_TRUE(eventually([&] { return read(collector).size() == 1; }));
}

TEST_F(StreamTransportTest, WhatACollectorSendsMeansNothing) {
    StreamCollector collector(io_, kLoopback);
    make({.transport = config::Transport::tcp, .host = "127.0.0.1", .port = collector.port()});
    push(numbered(1));
    EXPECT_TRUE(eventually([&] { return read(collector).size() == 1; }));
    collector.write(std::string(100'000, 'x'));
    push(numbered(2));
    EXPECT_TRUE(eventually([&] { return read(collector).size() == 2; }));
    EXPECT_EQ(state(), CollectorState::reachable);
}

TEST_F(StreamTransportTest, AfterAReconnectTheTemplatesComeFirstAndTheNumbersGoOn) {
    auto first = std::make_unique<StreamCollector>(io_, kLoopback);
    const std::uint16_t port = first->port();
    make({.transport = config::Transport::tcp, .host = "127.0.0.1", .port = port});
    push(template_message(1));
    push(numbered(1, 200, 5));
    push(numbered(2, 200, 5));
    EXPECT_TRUE(eventually([&] { return read(*first).size() == 3; }));
    first->die();
    EXPECT_TRUE(eventually([&] { return state() == CollectorState::unreachable; }));
    push(numbered(3, 200, 5));

    StreamCollector second(io_, kLoopback, port);
    EXPECT_TRUE(eventually([&] { return read(second).size() == 2; }));
    EXPECT_EQ(second.kinds(), "TD");
    EXPECT_EQ(second.arrived()[1].sequence, 10U);
    EXPECT_TRUE(eventually([&] { return counters().sent.records == 15; }));
    EXPECT_EQ(lost_records(counters()), 0U);
    EXPECT_EQ(counters().unconfirmed.records, 0U);
}

// Were the pauses to grow, the last ones would be longer than the test waits.
TEST_F(StreamTransportTest, ACollectorThatTakesDataAndDiesIsTriedAgainAfterTheFirstPause) {
    settings_.stream.longest_pause = std::chrono::hours(1);
    auto collector = std::make_unique<StreamCollector>(io_, kLoopback);
    const std::uint16_t port = collector->port();
    make({.transport = config::Transport::tcp, .host = "127.0.0.1", .port = port});
    for (std::uint32_t death = 0; death < 14; ++death) {
        push(numbered(death));
        ASSERT_TRUE(eventually([&] { return read(*collector).size() == 1; })) << "after " << death << " deaths";
        collector->die();
        EXPECT_TRUE(eventually([&] { return state() == CollectorState::unreachable; }));
        collector = std::make_unique<StreamCollector>(io_, kLoopback, port);
    }
}

TEST_F(StreamTransportTest, WhatWasAcknowledgedAndNotReadIsUnconfirmed) {
    StreamCollector collector(io_, kLoopback);
    make({.transport = config::Transport::tcp, .host = "127.0.0.1", .port = collector.port()});
    for (std::uint32_t i = 0; i < 10; ++i) push(numbered(i));
    EXPECT_TRUE(eventually([&] { return counters().sent.records == 10; }));
    collector.accept();
    collector.read(1'000);
    collector.die();

    EXPECT_TRUE(eventually([&] { return state() == CollectorState::unreachable; }));
    EXPECT_EQ(collector.arrived().size(), 5U);
    EXPECT_EQ(counters().unconfirmed.records, 10U);  // which of them were read cannot be known
    EXPECT_EQ(lost_records(counters()), 0U);
}

TEST_F(StreamTransportTest, WhatAUnixSocketsReaderHasNotReadIsLost) {
    const support::Scratch folder;
    StreamCollector collector(io_, (folder / "socket").string());
    make({.transport = config::Transport::unix_socket, .path = (folder / "socket").string()});
    for (std::uint32_t i = 0; i < 10; ++i) push(numbered(i));
    EXPECT_TRUE(eventually([&] { return read(collector).size() == 10; }));
    EXPECT_TRUE(watched());
    for (std::uint32_t i = 10; i < 14; ++i) push(numbered(i));
    EXPECT_TRUE(eventually([&] { return counters().sent.records == 14; }));
    collector.die();

    EXPECT_TRUE(eventually([&] { return state() == CollectorState::unreachable; }));
    EXPECT_EQ(counters().lost_unacknowledged.records, 4U);
    EXPECT_EQ(counters().unconfirmed.records, 0U);
}

// The collector reads all it has, and dies while more is being sent: nothing may be missing from the sum, and nothing be counted twice.
TEST_F(StreamTransportTest, WithOrderlyEndsEveryRecordArrivesOrIsLostExactly) {
    auto collector = std::make_unique<StreamCollector>(io_, kLoopback);
    const std::uint16_t port = collector->port();
    make({.transport = config::Transport::tcp, .host = "127.0.0.1", .port = port});
    std::multiset<std::uint32_t> arrived;
    const auto bury = [&] {
        collector->read();
        collector->die();
        for (const auto& one : collector->arrived())
            if (!one.is_template) arrived.insert(one.number);
    };
    push(template_message(1));
    std::uint32_t number = 0;
    for (int death = 0; death < 20; ++death) {
        for (int i = 0; i < 300; ++i) push(numbered(number++, 1'400));
        EXPECT_TRUE(eventually([&] { return read(*collector).size() > 100; }));
        bury();
        collector = std::make_unique<StreamCollector>(io_, kLoopback, port);
    }
    EXPECT_TRUE(eventually([&] {
        collector->read();
        return counters().waiting == 0 && state() == CollectorState::reachable;
    }));
    bury();

    EXPECT_TRUE(eventually([&] { return state() == CollectorState::unreachable; }));
    const CollectorCounters end = counters();
    EXPECT_EQ(end.sent.records, 6'000U);
    EXPECT_EQ(std::set<std::uint32_t>(arrived.begin(), arrived.end()).size(), arrived.size()) << "something came twice";
    EXPECT_EQ(arrived.size() + end.lost_unacknowledged.records + end.unconfirmed.records, 6'000U)
        << arrived.size() << " " << end.lost_unacknowledged.records << " " << end.unconfirmed.records;
}

TEST_F(StreamTransportTest, HoweverItDiesEveryRecordArrivesOrIsCounted) {
    auto collector = std::make_unique<StreamCollector>(io_, kLoopback);
    const std::uint16_t port = collector->port();
    make({.transport = config::Transport::tcp, .host = "127.0.0.1", .port = port});
    push(template_message(1));
    std::minstd_rand random(20);
    std::multiset<std::uint32_t> arrived;
    std::uint32_t number = 0;
    for (int death = 0; death < 20; ++death) {
        for (int i = 0; i < 300; ++i) push(numbered(number++, 1'400));
        const std::size_t enough = random() % 200;
        EXPECT_TRUE(eventually([&] { return read(*collector, random() % 3'000).size() > enough; }));
        const std::uint64_t sent = counters().sent.records;
        EXPECT_TRUE(death % 2 == 0 || eventually([&] { return counters().sent.records >= sent + 5; }));  // unread
        collector->die();
        for (const auto& one : collector->arrived())
            if (!one.is_template) arrived.insert(one.number);
        collector = std::make_unique<StreamCollector>(io_, kLoopback, port);
    }
    EXPECT_TRUE(eventually([&] {
        collector->read();
        return counters().waiting == 0 && state() == CollectorState::reachable;
    }));
    EXPECT_TRUE(watched());
    collector->read();
    for (const auto& one : collector->arrived())
        if (!one.is_template) arrived.insert(one.number);

    const CollectorCounters end = counters();
    EXPECT_EQ(end.sent.records, 6'000U);
    EXPECT_EQ(std::set<std::uint32_t>(arrived.begin(), arrived.end()).size(), arrived.size()) << "something came twice";
    EXPECT_GE(arrived.size() + end.lost_unacknowledged.records + end.unconfirmed.records, 6'000U);
    EXPECT_GT(end.unconfirmed.records, 0U);
}

TEST_F(StreamTransportTest, ACollectorThatNeverReadsBlocksForAMomentOnce) {
    StreamCollector collector(io_, kLoopback);
    settings_.queue_messages = 16;
    settings_.longest_push = 30ms;
    make({.transport = config::Transport::tcp, .host = "127.0.0.1", .port = collector.port()});
    EXPECT_TRUE(eventually([&] { return state() == CollectorState::reachable; }));
    const auto start = std::chrono::steady_clock::now();
    std::uint32_t pushed = 0;
    while (counters().lost_no_buffer.records < 1'000) {
        push(numbered(pushed++, 60'000));
        io_.restart();
        io_.poll();
    }

    EXPECT_LT(std::chrono::steady_clock::now() - start, 5s);
    EXPECT_EQ(counters().sent.records + counters().waiting + counters().lost_no_buffer.records, pushed);
    EXPECT_EQ(counters().lost_unacknowledged.records, 0U);  // it may still read
    EXPECT_TRUE(watched());
    transport_->finish(std::chrono::steady_clock::now());
    const CollectorCounters end = counters();
    EXPECT_EQ(end.waiting, 0U);
    EXPECT_EQ(end.sent.records + end.lost_no_buffer.records, pushed);
    EXPECT_GT(end.lost_unacknowledged.records, 0U);
    EXPECT_GT(end.unconfirmed.records, 0U);
    EXPECT_EQ(end.lost_unacknowledged.records + end.unconfirmed.records, end.sent.records);
}

TEST_F(StreamTransportTest, FinishWaitsUntilAllIsAcknowledgedAndHangsUp) {
    StreamCollector collector(io_, kLoopback);
    make({.transport = config::Transport::tcp, .host = "127.0.0.1", .port = collector.port()});
    auto guard = boost::asio::make_work_guard(io_);
    std::thread network([this] { io_.run(); });
    for (std::uint32_t i = 0; i < 100; ++i) push(numbered(i));
    transport_->finish(std::chrono::steady_clock::now() + 20s);
    io_.stop();
    network.join();

    EXPECT_EQ(counters().sent.records, 100U);
    EXPECT_EQ(lost_records(counters()), 0U);
    EXPECT_TRUE(eventually([&] { return read(collector).size() == 100 && collector.has_ended(); }));
    EXPECT_EQ(changes_, "reachable");
}

}  // namespace
}  // namespace exporter
