// SPDX-License-Identifier: Apache-2.0
// A collector over SCTP. Needs a kernel that has it: the virtual machine's does.
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>
#include <thread>
#include <utility>

#include "exporter/record.hpp"
#include "tests/unit/exporter/stream_fixture.hpp"

namespace exporter {
namespace {

using testing::numbered;
using testing::template_message;

// Blocks nowhere. What one recv() returns is one user message.
class SctpCollector {
 public:
    explicit SctpCollector(std::uint16_t port = 0) : listener_(::socket(AF_INET, kType, IPPROTO_SCTP)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(port);
        socklen_t size = sizeof address;
        if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 1) != 0) ADD_FAILURE();
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
    }
    SctpCollector(const SctpCollector&) = delete;
    SctpCollector& operator=(const SctpCollector&) = delete;
    ~SctpCollector() {
        ::close(connection_);
        ::close(listener_);
    }

    [[nodiscard]] std::uint16_t port() const { return port_; }
    // How many messages have come in all, after reading at most so many more.
    std::size_t read(std::size_t most = SIZE_MAX) {
        if (connection_ < 0) connection_ = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        std::array<std::byte, 65536> buffer{};
        while (connection_ >= 0 && most-- > 0) {
            const ssize_t octets = ::recv(connection_, buffer.data(), buffer.size(), 0);
            if (octets == 0) has_ended_ = true;
            if (octets <= 0) break;
            EXPECT_EQ(load_big_endian(buffer.data() + 2, 2), static_cast<std::size_t>(octets));  // one whole IPFIX message
            kinds_ += load_big_endian(buffer.data() + 16, 2) == 2 ? 'T' : 'D';
        }
        return kinds_.size();
    }
    // With something unread: the association is aborted.
    void hang_up() {
        ::close(std::exchange(connection_, -1));
        kinds_ += '|';
    }
    [[nodiscard]] bool has_ended() const { return has_ended_; }
    [[nodiscard]] const std::string& kinds() const { return kinds_; }

 private:
    static constexpr int kType = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
    int listener_;
    int connection_ = -1;
    std::uint16_t port_ = 0;
    bool has_ended_ = false;
    std::string kinds_;
};

class SctpTransport : public testing::StreamFixture {
 protected:
    void SetUp() override {
        const int socket = ::socket(AF_INET, SOCK_STREAM, IPPROTO_SCTP);
        if (socket < 0) GTEST_SKIP() << "this kernel has no SCTP; the test of the virtual machine runs this";
        ::close(socket);
    }
    void make_for(const SctpCollector& collector) {
        make({.transport = config::Transport::sctp, .host = "127.0.0.1", .port = collector.port()});
    }
};

TEST_F(SctpTransport, EachMessageIsAUserMessage) {
    SctpCollector collector;
    make_for(collector);
    push(template_message(1));
    for (std::uint32_t i = 0; i < 5; ++i) push(numbered(i, 200 + 100 * i));

    EXPECT_TRUE(eventually([&] { return collector.read() == 6; })) << collector.kinds();
    EXPECT_EQ(collector.kinds(), "TDDDDD");
    EXPECT_EQ(state(), CollectorState::reachable);
}

TEST_F(SctpTransport, WhatIsAcknowledgedIsKnown) {
    SctpCollector collector;
    make_for(collector);
    for (std::uint32_t i = 0; i < 1000; ++i) push(numbered(i, 1400));
    EXPECT_TRUE(eventually([&] { return collector.read() == 1000; })) << collector.kinds().size();
    EXPECT_TRUE(watched());

    collector.hang_up();  // all was read, which nobody can know; the last ones were perhaps not yet known to be acknowledged
    EXPECT_TRUE(eventually([&] { return counters().unconfirmed.records + counters().lost_unacknowledged.records == 1000; }));
    EXPECT_EQ(counters().sent.records, 1000U);
    EXPECT_LT(counters().lost_unacknowledged.records, 50U);
}

TEST_F(SctpTransport, ANewAssociationHasTheTemplatesAgain) {
    SctpCollector collector;
    make_for(collector);
    push(template_message(1));
    for (std::uint32_t i = 0; i < 20; ++i) push(numbered(i));
    EXPECT_TRUE(eventually([&] { return collector.read(3) >= 3; }));
    EXPECT_TRUE(eventually([&] { return counters().sent.records == 20; }));

    collector.hang_up();
    EXPECT_TRUE(eventually([&] {
        push(numbered(99));
        return collector.read() >= 6;
    }));

    const std::string kinds = collector.kinds();
    EXPECT_EQ(kinds.substr(0, 6), "TDD|TD") << kinds;
    EXPECT_GE(counters().lost_unacknowledged.records + counters().unconfirmed.records, 18U);
}

TEST_F(SctpTransport, FinishEndsTheAssociationWhenAllHasArrived) {
    SctpCollector collector;
    make_for(collector);
    for (std::uint32_t i = 0; i < 50; ++i) push(numbered(i));
    EXPECT_TRUE(eventually([&] { return counters().sent.records == 50; }));
    std::thread network([this] {
        io_.restart();
        io_.run_for(std::chrono::seconds(20));
    });

    transport_->finish(Clock::now() + std::chrono::seconds(10));
    io_.stop();
    network.join();

    EXPECT_TRUE(eventually([&] { return collector.read() == 50 && collector.has_ended(); })) << collector.kinds();
    EXPECT_EQ(lost_records(counters()), 0U);
    EXPECT_EQ(counters().unconfirmed.records, 0U);
}

TEST_F(SctpTransport, WhatNobodyHasAcknowledgedIsLostWhenTheAssociationIsAborted) {
    SctpCollector collector;
    make_for(collector);
    constexpr std::uint32_t kMany = 3000;  // of 1,400 octets: more than the receive buffer of a collector that reads nothing
    for (std::uint32_t i = 0; i < kMany; ++i) push(numbered(i, 1400));
    EXPECT_TRUE(eventually([&] { return collector.read(1) == 1; }));
    EXPECT_TRUE(watched());
    const auto sent = counters().sent.records;
    ASSERT_LT(sent, kMany);

    collector.hang_up();
    EXPECT_TRUE(eventually([&] { return counters().lost_unacknowledged.records > 0; }));
    EXPECT_GE(counters().lost_unacknowledged.records + counters().unconfirmed.records, sent);
}

}  // namespace
}  // namespace exporter
