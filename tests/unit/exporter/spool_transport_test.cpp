// SPDX-License-Identifier: Apache-2.0
// Connections with a spool behind them: every record arrives at least once.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <thread>

#include "tests/support/scratch.hpp"
#include "tests/unit/exporter/full_disk.hpp"
#include "tests/unit/exporter/stream_collector.hpp"
#include "tests/unit/exporter/stream_fixture.hpp"

namespace exporter {
namespace {

using namespace std::chrono_literals;
using testing::numbered;
using testing::StreamCollector;
using testing::template_message;

class SpoolTransportTest : public testing::StreamFixture {
 protected:
    void make(std::uint16_t port) {
        testing::StreamFixture::make(
            {.transport = config::Transport::tcp, .host = "127.0.0.1", .port = port, .spool = (folder_ / "spool").string()});
    }
    void note(const StreamCollector& collector) {
        for (const auto& one : collector.arrived())
            if (!one.is_template) ++arrived_[one.number];
    }
    [[nodiscard]] bool is_spool_empty() const {
        for (const auto& entry : std::filesystem::directory_iterator(folder_ / "spool"))
            if (entry.path().extension() == ".spool") return false;
        return true;
    }

    support::Scratch folder_;
    std::map<std::uint32_t, std::uint64_t> arrived_;  // how often
};

TEST_F(SpoolTransportTest, EveryRecordArrivesThoughTheCollectorDiesTwentyTimes) {
    auto collector = std::make_unique<StreamCollector>(io_, boost::asio::ip::address_v4::loopback());
    const std::uint16_t port = collector->port();
    make(port);
    push(template_message(1));
    std::minstd_rand random(21);
    std::uint32_t number = 0;
    for (int death = 0; death < 20; ++death) {
        for (int i = 0; i < 100; ++i) push(numbered(number++, 1'400));
        const std::size_t enough = random() % 100;
        EXPECT_TRUE(eventually([&] { return read(*collector, random() % 3'000).size() > enough; }));
        collector->die();
        note(*collector);
        collector = std::make_unique<StreamCollector>(io_, boost::asio::ip::address_v4::loopback(), port);
    }
    EXPECT_TRUE(eventually([&] {
        collector->read();
        return counters().waiting == 0 && state() == CollectorState::reachable;
    }));
    EXPECT_TRUE(watched());
    collector->read();
    note(*collector);

    EXPECT_EQ(arrived_.size(), 2'000U);
    std::uint64_t twice = 0;
    for (const auto& [which, times] : arrived_) twice += times - 1;
    EXPECT_LE(twice, counters().sent_again.records);
    EXPECT_EQ(counters().sent.records - counters().sent_again.records, 2'000U);
    EXPECT_EQ(lost_records(counters()), 0U);
    EXPECT_EQ(counters().unconfirmed.records, 0U);

    collector->die();  // having read all
    EXPECT_TRUE(eventually([&] { return state() == CollectorState::unreachable; }));
    EXPECT_TRUE(is_spool_empty());
}

TEST_F(SpoolTransportTest, WhatWaitsOutlivesTheProbe) {
    StreamCollector late(io_, boost::asio::ip::address_v4::loopback());
    const std::uint16_t port = late.port();
    late.die();
    {
        boost::asio::io_context other;
        auto made = make_transport(
            other,
            {.transport = config::Transport::tcp, .host = "127.0.0.1", .port = port, .spool = (folder_ / "spool").string()},
            HeaderForm::ipfix, settings_, {});
        ASSERT_TRUE(made) << made.error().text();
        (*made)->push(template_message(1));
        for (std::uint32_t i = 0; i < 50; ++i) (*made)->push(numbered(i));
        other.run_for(20ms);
        (*made)->finish(Clock::now());
        EXPECT_EQ(lost_records((*made)->report().counters), 0U);
        EXPECT_EQ((*made)->report().counters.waiting, 50U);
    }
    StreamCollector collector(io_, boost::asio::ip::address_v4::loopback(), port);
    make(port);
    push(template_message(2));
    push(numbered(50));

    EXPECT_TRUE(eventually([&] { return read(collector).size() == 53; }));
    note(collector);
    EXPECT_EQ(arrived_.size(), 51U);
    EXPECT_EQ(collector.kinds(), "T" + std::string(50, 'D') + "TD");
    EXPECT_EQ(collector.arrived().back().number, 50U);
}

TEST_F(SpoolTransportTest, FinishWaitsForTheCollectorToHangUpAndLeavesNothing) {
    StreamCollector collector(io_, boost::asio::ip::address_v4::loopback());
    make(collector.port());
    push(template_message(1));
    for (std::uint32_t i = 0; i < 50; ++i) push(numbered(i));
    EXPECT_TRUE(eventually([&] { return read(collector).size() == 51; }));
    EXPECT_TRUE(watched());
    EXPECT_FALSE(is_spool_empty());  // it may not have read all
    std::thread finishing([this] { transport_->finish(Clock::now() + 20s); });
    EXPECT_TRUE(eventually([&] {
        collector.read();
        return collector.has_ended();
    }));
    collector.die();
    EXPECT_TRUE(eventually([&] { return is_spool_empty(); }));
    finishing.join();
    EXPECT_EQ(changes_, "reachable");
}

TEST_F(SpoolTransportTest, WhatTheDiskRefusesIsToldOnceUntilItHasTakenManyMessages) {
    std::vector<std::string> told;
    settings_.stream.first_pause = 1h;
    auto made = make_transport(
        io_, {.transport = config::Transport::tcp, .host = "127.0.0.1", .port = 1, .spool = (folder_ / "spool").string()},
        HeaderForm::ipfix, settings_,
        {{}, {}, [&](const CollectorReport&, const std::string& trouble) { told.push_back(trouble); }});
    ASSERT_TRUE(made) << made.error().text();
    transport_ = std::move(*made);
    push(template_message(1));
    const auto lost = [&] { return counters().lost_spool_full.records; };
    {
        const testing::FullDisk disk(1'000);
        for (const std::size_t octets : {1'400UL, 200UL, 1'400UL, 200UL, 1'400UL})
            push(numbered(1, octets));  // the short ones still fit
        EXPECT_EQ(lost(), 3U);
        EXPECT_EQ(told.size(), 1U);
    }
    for (std::uint32_t i = 0; i < 100; ++i) push(numbered(i));
    EXPECT_EQ(lost(), 3U);
    EXPECT_EQ(counters().waiting, 102U);
    const testing::FullDisk disk(1'000);
    push(numbered(1));
    push(numbered(1));
    EXPECT_EQ(lost(), 5U);
    ASSERT_EQ(told.size(), 2U);
    EXPECT_NE(told[1].find("flows are lost until there is room in the spool"), std::string::npos);
    transport_.reset();
}

TEST_F(SpoolTransportTest, ASpoolThatIsInUseIsRefused) {
    make(1);
    const auto second = make_transport(
        io_, {.transport = config::Transport::tcp, .host = "127.0.0.1", .port = 1, .spool = (folder_ / "spool").string()},
        HeaderForm::ipfix, settings_, {});
    ASSERT_FALSE(second);
    EXPECT_NE(second.error().message.find("uses it"), std::string::npos);
}

}  // namespace
}  // namespace exporter
