// SPDX-License-Identifier: Apache-2.0
// Other collectors in the place of the present ones, with real sockets of the loopback interface.
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/udp.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "exporter/exporter.hpp"
#include "tests/unit/exporter/ipfix_layouts.hpp"

namespace exporter {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using ::testing::HasSubstr;
using Clock = std::chrono::steady_clock;
using Udp = asio::ip::udp;

// Counts flows by the sequence numbers of IPFIX messages (RFC 7011 section 3.1): those sent before each message.
class Collector {
 public:
    explicit Collector(asio::io_context& io) : socket_(io, Udp::endpoint(asio::ip::address_v4::loopback(), 0)) {
        socket_.non_blocking(true);
    }
    [[nodiscard]] config::Collector address() const { return {.host = "127.0.0.1", .port = socket_.local_endpoint().port()}; }

    // The sequence number of the last message of data, and how many there were.
    std::uint32_t last_sequence = 0;
    unsigned data = 0, templates = 0;
    std::set<std::uint16_t> ports;  // from which messages came

    void read() {
        std::vector<std::byte> octets(65'535);
        boost::system::error_code error;
        for (Udp::endpoint from;;) {
            (void)socket_.receive_from(asio::buffer(octets), from, 0, error);
            if (error) return;
            ports.insert(from.port());
            const bool is_template = load_big_endian(octets.data() + 16, 2) == 2;
            (is_template ? templates : data)++;
            if (!is_template) last_sequence = static_cast<std::uint32_t>(load_big_endian(octets.data() + 8, 4));
        }
    }

 private:
    Udp::socket socket_;
};

class ExporterChanges : public ::testing::Test {
 protected:
    void make(const std::vector<config::Collector>& collectors) {
        settings_.collectors = collectors;
        auto made = Exporter::make(io_, settings_, testing::sibling_layouts(), Clock::now(), {});
        ASSERT_TRUE(made) << made.error().text();
        exporter_ = std::move(*made);
    }
    Result<> prepare(const std::vector<config::Collector>& collectors) {
        settings_.collectors = collectors;
        return exporter_->prepare(io_, settings_, testing::sibling_layouts(), Clock::now(), {});
    }
    void send(int records) {
        const testing::Bytes bytes(testing::sibling_layouts().tables[0]);
        for (int i = 0; i < records; ++i) exporter_->send(testing::record_of(testing::sibling_layouts().tables[0], bytes));
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
    [[nodiscard]] bool sent(std::size_t collector, std::uint64_t records) {
        return eventually([&] { return exporter_->reports().at(collector).counters.sent.records == records; });
    }

    asio::io_context io_;
    ExporterSettings settings_;
    std::unique_ptr<Exporter> exporter_;
    Clock::time_point now_ = Clock::now();
};

TEST_F(ExporterChanges, ACollectorThatStaysKeepsItsSocketAndItsNumbers) {
    Collector stays(io_), comes(io_);
    make({stays.address()});
    send(5);
    ASSERT_TRUE(sent(0, 5));

    ASSERT_TRUE(prepare({comes.address(), stays.address()}));
    EXPECT_TRUE(exporter_->change().empty());
    send(3);
    ASSERT_TRUE(sent(0, 3));
    ASSERT_TRUE(sent(1, 8));

    stays.read();
    comes.read();
    EXPECT_EQ(stays.ports.size(), 1U);
    EXPECT_EQ(stays.last_sequence, 5U);
    EXPECT_EQ(comes.last_sequence, 0U);
    EXPECT_GE(stays.templates, 2U);
    EXPECT_GE(comes.templates, 1U);
}

TEST_F(ExporterChanges, OneThatLeavesIsSentWhatWaits) {
    Collector leaves(io_), stays(io_);
    make({leaves.address(), stays.address()});
    const testing::Bytes bytes(testing::sibling_layouts().tables[0]);
    for (int i = 0; i < 5; ++i) exporter_->send(testing::record_of(testing::sibling_layouts().tables[0], bytes));

    ASSERT_TRUE(prepare({stays.address()}));
    auto left = exporter_->change();
    send(3);

    ASSERT_EQ(left.size(), 1U);
    EXPECT_TRUE(eventually([&] { return left[0]->report().counters.sent.records == 5; }));
    EXPECT_TRUE(sent(0, 8));
    EXPECT_EQ(exporter_->reports().size(), 1U);
}

// What is on its way to it finds it gone, and does nothing.
TEST_F(ExporterChanges, OneThatIsDestroyedIsNotCalledAnyMore) {
    Collector leaves(io_), stays(io_);
    make({leaves.address(), stays.address()});
    ASSERT_TRUE(eventually([&] { return exporter_->reports()[0].state == CollectorState::reachable; }));
    const testing::Bytes bytes(testing::sibling_layouts().tables[0]);
    exporter_->send(testing::record_of(testing::sibling_layouts().tables[0], bytes));
    ASSERT_TRUE(prepare({stays.address()}));
    auto left = exporter_->change();

    left.clear();  // with a call on its way
    send(3);

    EXPECT_TRUE(sent(0, 4));
}

TEST_F(ExporterChanges, WhatCannotBePreparedChangesNothing) {
    Collector stays(io_);
    make({stays.address()});
    config::Collector wrong{.transport = config::Transport::tls, .host = "127.0.0.1", .port = 4740, .ca = "/nonexistent.pem"};

    const auto prepared = prepare({stays.address(), wrong});
    ASSERT_FALSE(prepared);
    EXPECT_THAT(prepared.error().message, HasSubstr("/nonexistent.pem"));
    EXPECT_FALSE(exporter_->has_prepared());
    send(2);
    EXPECT_TRUE(sent(0, 2));
}

TEST_F(ExporterChanges, WhatWasPreparedCanBeForgotten) {
    Collector stays(io_), stranger(io_);
    make({stays.address()});
    ASSERT_TRUE(prepare({stays.address(), stranger.address()}));
    EXPECT_EQ(exporter_->reports().size(), 1U);
    EXPECT_EQ(exporter_->reports(true).size(), 2U);

    EXPECT_EQ(exporter_->forget_prepared().size(), 1U);
    send(2);

    EXPECT_TRUE(sent(0, 2));
    EXPECT_EQ(exporter_->reports(true).size(), 1U);
    stranger.read();
    EXPECT_EQ(stranger.data, 0U);
}

TEST_F(ExporterChanges, AllMayLeave) {
    Collector leaves(io_);
    make({leaves.address()});
    ASSERT_TRUE(prepare({}));
    EXPECT_EQ(exporter_->change().size(), 1U);
    exporter_->tick(now_ += 1s);
    EXPECT_TRUE(exporter_->reports().empty());
}

TEST_F(ExporterChanges, ChecksWhetherFieldsCanBeSentBeforeTheyAre) {
    Collector collector(io_);
    config::Collector limited = collector.address();
    limited.fields = {"IN_BYTES"};
    make({limited});
    EXPECT_TRUE(exporter_->check(testing::sibling_layouts()));

    const testing::ValueLayouts others({testing::element("IN_PKTS", 2, bpf::Type::u64, bpf::Role::sum)});
    const auto checked = exporter_->check(others.get());
    ASSERT_FALSE(checked);
    EXPECT_THAT(checked.error().message, HasSubstr("IN_BYTES"));
    send(1);
    EXPECT_TRUE(sent(0, 1));
}

}  // namespace
}  // namespace exporter
