// SPDX-License-Identifier: Apache-2.0
// When options reach a collector, and what that does to sequence numbers and counters.
#include <boost/asio/executor_work_guard.hpp>
#include <gmock/gmock.h>

#include <thread>

#include "tests/unit/exporter/loopback.hpp"

namespace exporter {
namespace {

using namespace std::chrono_literals;
using testing::LoopbackCollector;

std::uint32_t sequence_of(const std::vector<std::byte>& message) {
    return static_cast<std::uint32_t>(load_big_endian(message.data() + 8, 4));
}

class ExporterOptionsTest : public testing::LoopbackTest {
 protected:
    ExporterOptionsTest() {
        settings_.options.interval = 60s;
        settings_.options.process = 0x11223344;
    }
    void describe() {
        exporter_->describe({[this] { return meter_; }, [this] { return interfaces_; }});
    }

    MeterReport meter_{5, {{"flow log full", 0, 0}}};
    std::vector<InterfaceName> interfaces_{{3, "eth0"}};
};

// A report: process, sampling, one interface, metered, ignored, not sent, four losses.
constexpr std::uint32_t kRows = 10;

TEST_F(ExporterOptionsTest, FollowTheTemplatesAndCountInTheSequenceButAreNoFlows) {
    LoopbackCollector collector(io_);
    make({collector.address()});
    describe();
    tick();
    send(1);
    tick();

    EXPECT_TRUE(eventually([&] { return collector.messages().size() == 10; }));
    EXPECT_EQ(collector.kinds(), "TOOOOOOOoD");
    EXPECT_EQ(sequence_of(collector.messages()[8]), 0U);
    EXPECT_EQ(sequence_of(collector.messages()[9]), kRows);
    EXPECT_EQ(report().counters.sent.messages, 1U);
    EXPECT_EQ(report().counters.sent.records, 1U);
    EXPECT_EQ(report().counters.templates, 8U);
    EXPECT_EQ(report().counters.options, 1U);
    EXPECT_EQ(report().counters.all_messages, 10U);
}

TEST_F(ExporterOptionsTest, AreNotSentBeforeAnybodyDescribesTheMeter) {
    LoopbackCollector collector(io_);
    make({collector.address()});
    tick();
    EXPECT_TRUE(eventually([&] { return collector.messages().size() == 8; }));
    EXPECT_EQ(collector.kinds(), "TOOOOOOO");
}

TEST_F(ExporterOptionsTest, ChangedInterfacesGoAtOnceAndAlone) {
    LoopbackCollector collector(io_);
    make({collector.address()});
    describe();
    tick();
    tick();
    interfaces_.push_back({4, "eth1"});
    tick();

    EXPECT_TRUE(eventually([&] { return collector.messages().size() == 10; }));
    EXPECT_EQ(collector.kinds(), "TOOOOOOOoo");
    EXPECT_EQ(collector.messages()[9].size(), 16U + 4 + 2 * (16 + 4 + 64));
}

TEST_F(ExporterOptionsTest, TheLastReportSaysWhatWasExported) {
    LoopbackCollector collector(io_);
    make({collector.address()});
    describe();
    tick();
    for (std::uint8_t id = 0; id < 120; ++id) send(id);
    EXPECT_TRUE(eventually([&] { return report().counters.options == 1; }));
    io_.restart();
    const auto work = boost::asio::make_work_guard(io_);  // also while finish() has not yet begun
    std::thread network([this] { io_.run_for(20s); });
    exporter_->finish();
    io_.stop();
    network.join();

    const auto& last = collector.messages().back();
    std::size_t octets = 0;
    for (const auto& message : collector.messages()) octets += message.size();
    octets -= last.size();
    // Behind the header: process 4 + 20, sampling 4 + 26, interface 4 + 84, then the set, domain and process.
    const std::size_t metered = 16 + 24 + 30 + 88 + 4 + 8;
    EXPECT_EQ(load_big_endian(last.data() + metered, 8), collector.messages().size() - 1);
    EXPECT_EQ(load_big_endian(last.data() + metered + 8, 8), 120U);
    EXPECT_EQ(load_big_endian(last.data() + metered + 16, 8), octets);
    EXPECT_EQ(load_big_endian(last.data() + metered + 24, 8), 5U);
}

TEST_F(ExporterOptionsTest, ACollectorMayGoWithout) {
    LoopbackCollector with(io_), without(io_);
    config::Collector second = without.address();
    second.options = false;
    make({with.address(), second});
    describe();
    tick();
    send(1);
    tick();

    EXPECT_TRUE(eventually([&] { return with.messages().size() == 10 && without.messages().size() == 2; }));
    EXPECT_EQ(without.kinds(), "TD");
}

TEST_F(ExporterOptionsTest, WhatIsLostIsKnownInPacketsAndOctetsToo) {
    settings_.transport.queue_messages = 10;
    settings_.transport.longest_push = 0ms;
    make({{.host = "no such name", .port = 4739}});
    describe();
    EXPECT_TRUE(eventually([&] { return report().state == CollectorState::unresolved; }));
    tick();
    testing::Bytes bytes(testing::sibling_layouts().tables[0]);
    for (std::uint64_t i = 1; i <= 3; ++i) {
        bytes.put(16, i * 1000);  // IN_BYTES
        exporter_->send(testing::record_of(testing::sibling_layouts().tables[0], bytes));
    }
    tick();
    EXPECT_EQ(report().counters.waiting_flows, 3U);
    exporter_->finish();

    EXPECT_EQ(report().counters.lost_unresolved.records, 3U);
    EXPECT_EQ(report().counters.lost_unresolved.octets, 6000U);
    EXPECT_EQ(report().counters.lost_options, 2U);
    EXPECT_EQ(report().counters.waiting_flows, 0U);
    EXPECT_EQ(report().counters.waiting_octets, 0U);
}

TEST_F(ExporterOptionsTest, EveryPacketIsInExactlyOneMessage) {
    settings_.transport.longest_push = 0ms;
    make({{.host = "no such name", .port = 4739}});
    EXPECT_TRUE(eventually([&] { return report().state == CollectorState::unresolved; }));
    testing::Bytes bytes(testing::sibling_layouts().tables[0]);
    for (std::uint64_t i = 1; i <= 1000; ++i) {  // 51 in a message
        bytes.put(16, i);
        exporter_->send(testing::record_of(testing::sibling_layouts().tables[0], bytes));
    }
    exporter_->finish();
    EXPECT_EQ(report().counters.lost_unresolved.octets, 500'500U);
}

}  // namespace
}  // namespace exporter
