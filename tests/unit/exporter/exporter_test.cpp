// SPDX-License-Identifier: Apache-2.0
// The whole exporter with real sockets of the loopback interface. One thread: the test runs the io_context when it waits.
#include <boost/asio/buffer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/udp.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "exporter/exporter.hpp"
#include "tests/unit/exporter/ipfix_layouts.hpp"

namespace exporter {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using testing::Bytes;
using testing::record_of;
using testing::sibling_layouts;
using Clock = std::chrono::steady_clock;
using Udp = asio::ip::udp;

struct Datagram {
    std::size_t octets;
    std::uint32_t sequence;
    bool is_template;
};

config::Collector named(const std::string& host, std::uint16_t port) { return {.host = host, .port = port}; }
config::Collector at(std::uint16_t port) { return named("127.0.0.1", port); }

std::uint32_t sequence_of(const std::vector<std::byte>& message) {
    return static_cast<std::uint32_t>(load_big_endian(message.data() + 8, 4));
}

class Collector {
 public:
    explicit Collector(asio::io_context& io, std::uint16_t port = 0)
        : socket_(io, Udp::endpoint(asio::ip::address_v4::loopback(), port)) {
        socket_.non_blocking(true);
    }
    [[nodiscard]] std::uint16_t port() const { return socket_.local_endpoint().port(); }
    [[nodiscard]] config::Collector address() const { return at(port()); }

    const std::vector<Datagram>& received() {
        std::vector<std::byte> octets(65'535);
        boost::system::error_code error;
        for (;;) {
            const std::size_t size = socket_.receive(asio::buffer(octets), 0, error);
            if (error) return received_;
            received_.push_back({size, sequence_of(octets), load_big_endian(octets.data() + 16, 2) == 2});
        }
    }
    std::string kinds() {
        std::string text;
        for (const Datagram& datagram : received()) text += datagram.is_template ? 'T' : 'D';
        return text;
    }

 private:
    Udp::socket socket_;
    std::vector<Datagram> received_;
};

class ExporterTest : public ::testing::Test {
 protected:
    void make(std::vector<config::Collector> collectors) {
        settings_.collectors = std::move(collectors);
        settings_.transport.session.first_pause = 20ms;
        settings_.transport.session.confirm = 20ms;
        auto made = Exporter::make(
            io_, settings_, sibling_layouts(), Clock::now(),
            {[this](const CollectorReport& report) { changes_.push_back(report.state); }, [this] { connected(); }});
        ASSERT_TRUE(made) << made.error().text();
        exporter_ = std::move(*made);
    }
    void send(int records) {
        const Bytes bytes(sibling_layouts().tables[0]);
        for (int i = 0; i < records; ++i) exporter_->send(record_of(sibling_layouts().tables[0], bytes));
    }
    // Sends what is not yet a whole message, too.
    void send_all(int records) {
        send(records);
        exporter_->tick(now_ += 1s);
    }
    template <class Condition>
    [[nodiscard]] bool eventually(Condition condition) {
        const auto end = Clock::now() + 20s;
        while (!condition() && Clock::now() < end) {
            io_.restart();
            io_.run_one_for(10ms);
        }
        return condition();
    }
    void connected() {
        const CollectorReport report = exporter_->reports().front();
        if (report.local) locals_.push_back(report.local->port);
        sent_when_connected_ += report.counters.templates;
    }
    [[nodiscard]] CollectorCounters counters(std::size_t collector = 0) const { return exporter_->reports()[collector].counters; }
    [[nodiscard]] CollectorState state(std::size_t collector = 0) const { return exporter_->reports()[collector].state; }

    asio::io_context io_;
    ExporterSettings settings_;
    std::unique_ptr<Exporter> exporter_;
    std::vector<CollectorState> changes_;
    std::vector<std::uint16_t> locals_;  // ports of ours
    std::uint64_t sent_when_connected_ = 0;
    Exporter::Time now_ = Clock::now();
};

TEST_F(ExporterTest, SendsTemplatesThenDataToEveryCollector) {
    Collector a(io_), b(io_);
    make({a.address(), b.address()});
    send_all(120);  // 51 in a message

    EXPECT_TRUE(eventually([&] { return a.received().size() == 5 && b.received().size() == 5; }));
    EXPECT_EQ(a.kinds(), "TDTDD");
    EXPECT_EQ(b.kinds(), "TDTDD");
    for (const std::size_t collector : {0U, 1U}) {
        EXPECT_EQ(counters(collector).sent.messages, 3U);
        EXPECT_EQ(counters(collector).sent.records, 120U);
        EXPECT_EQ(counters(collector).templates, 2U);
        EXPECT_EQ(exporter_->reports()[collector].remote->port, collector == 0 ? a.port() : b.port());
    }
}

TEST_F(ExporterTest, RefreshesTemplatesWithTheSequenceNumberOfTheNextData) {
    Collector collector(io_);
    make({collector.address()});
    send_all(10);
    exporter_->tick(now_ += 60s);
    send_all(5);

    EXPECT_TRUE(eventually([&] { return collector.kinds() == "TDTD"; })) << collector.kinds();
    EXPECT_EQ(collector.received()[2].sequence, 10U);
    EXPECT_EQ(collector.received()[3].sequence, 10U);
}

TEST_F(ExporterTest, ACollectorThatComesLateLosesNothing) {
    std::uint16_t port = 0;
    {
        const Collector early(io_);
        port = early.port();
    }
    make({at(port)});
    send_all(10);
    EXPECT_TRUE(eventually([&] { return state() == CollectorState::unreachable; }));
    EXPECT_EQ(counters().sent.messages, 0U);

    Collector collector(io_, port);

    EXPECT_TRUE(eventually([&] { return collector.kinds() == "TD"; })) << collector.kinds();
    EXPECT_EQ(collector.received()[0].sequence, 0U);
    EXPECT_EQ(state(), CollectorState::reachable);
    EXPECT_EQ(changes_.back(), CollectorState::reachable);
}

TEST_F(ExporterTest, TellsItsOwnAddressBeforeItSendsFromThere) {
    Collector collector(io_);
    make({collector.address()});
    send_all(10);
    EXPECT_TRUE(eventually([&] { return collector.kinds() == "TD"; }));

    EXPECT_THAT(locals_, ::testing::ElementsAre(exporter_->reports()[0].local->port));
    EXPECT_EQ(sent_when_connected_, 0U);
}

TEST_F(ExporterTest, TellsItsNewAddressWithEveryAttempt) {
    std::uint16_t port = 0;
    {
        const Collector gone(io_);
        port = gone.port();
    }
    make({at(port)});
    send_all(10);

    EXPECT_TRUE(eventually([&] { return locals_.size() >= 3; }));
    EXPECT_THAT(changes_, ::testing::Contains(CollectorState::unreachable).Times(1));
}

TEST_F(ExporterTest, ACollectorThatRestartsIsGivenTheTemplatesBeforeTheDataThatHasWaited) {
    auto first = std::make_unique<Collector>(io_);
    const std::uint16_t port = first->port();
    make({first->address()});
    send_all(10);
    send_all(10);
    EXPECT_TRUE(eventually([&] { return first->kinds() == "TDTD"; }));
    first.reset();
    send_all(10);  // the sender learns of the refusal when it has been sent
    EXPECT_TRUE(eventually([&] { return counters().sent.messages == 3; }));
    send_all(10);
    EXPECT_TRUE(eventually([&] { return state() == CollectorState::unreachable; }));
    EXPECT_EQ(counters().refused.records, 10U);

    Collector second(io_, port);

    EXPECT_TRUE(eventually([&] { return second.received().size() >= 2; }));
    EXPECT_TRUE(second.received()[0].is_template);
    EXPECT_EQ(second.received()[0].sequence, 30U);
    EXPECT_EQ(second.received().back().sequence, 30U);
    EXPECT_EQ(counters().sent.records, 40U);
    EXPECT_THAT(changes_, ::testing::Contains(CollectorState::unreachable).Times(1));
}

TEST_F(ExporterTest, ANameWithoutAnAddressIsToldOnceAndCostsTheOthersNothing) {
    Collector collector(io_);
    make({named("no such name", 4739), collector.address()});
    send_all(10);
    EXPECT_TRUE(eventually([&] { return collector.kinds() == "TD"; }));
    EXPECT_TRUE(eventually([&] { return state(0) == CollectorState::unresolved; }));
    exporter_->finish();

    EXPECT_THAT(exporter_->reports()[0].reason, ::testing::StartsWith("its name cannot be resolved: "));
    EXPECT_EQ(counters(0).lost_unresolved.records, 10U);
    EXPECT_EQ(counters(1).sent.records, 10U);
    EXPECT_THAT(changes_, ::testing::Contains(CollectorState::unresolved).Times(1));
}

TEST_F(ExporterTest, AFullQueueGivesUpItsOldestAndCountsThem) {
    settings_.transport.queue_messages = 4;
    settings_.transport.longest_push = 1ms;
    make({named("no such name", 4739)});
    EXPECT_TRUE(eventually([&] { return state() == CollectorState::unresolved; }));
    for (int i = 0; i < 10; ++i) send_all(1);

    EXPECT_EQ(counters().lost_unresolved.records + counters().waiting, 10U);
    EXPECT_EQ(counters().waiting, 4U);
}

TEST_F(ExporterTest, EveryRecordIsCountedOnceAlsoWhileAnotherThreadSends) {
    Collector collector(io_);
    settings_.transport.queue_messages = 8;
    settings_.transport.longest_push = 0ms;
    make({collector.address(), named("no such name", 4739)});
    auto guard = asio::make_work_guard(io_);
    std::thread network([this] { io_.run(); });
    constexpr std::uint64_t kRecords = 20'000;
    send(kRecords);
    exporter_->finish();

    for (const std::size_t which : {0U, 1U}) {
        const CollectorCounters end = counters(which);
        EXPECT_EQ(end.sent.records + end.lost_unresolved.records + end.lost_no_buffer.records, kRecords);
        EXPECT_EQ(end.waiting, 0U);
    }
    io_.stop();
    network.join();
}

}  // namespace
}  // namespace exporter
