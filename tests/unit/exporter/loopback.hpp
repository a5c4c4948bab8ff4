// SPDX-License-Identifier: Apache-2.0
// An exporter and collectors on ports of the loopback interface, in one thread: the io_context runs while a test waits.
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "exporter/exporter.hpp"
#include "tests/unit/exporter/ipfix_layouts.hpp"

namespace exporter::testing {

// Keeps the IPFIX messages that it is sent.
class LoopbackCollector {
 public:
    explicit LoopbackCollector(boost::asio::io_context& io, std::uint16_t port = 0)
        : socket_(io, {boost::asio::ip::address_v4::loopback(), port}) {
        socket_.non_blocking(true);
    }
    [[nodiscard]] config::Collector address() const { return {.host = "127.0.0.1", .port = socket_.local_endpoint().port()}; }

    const std::vector<std::vector<std::byte>>& messages() {
        std::vector<std::byte> octets(65'535);
        boost::system::error_code error;
        for (;;) {
            const std::size_t size = socket_.receive(boost::asio::buffer(octets), 0, error);
            if (error) return messages_;
            messages_.emplace_back(octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(size));
        }
    }
    // T templates, O options templates, D flows, o options: by the first set of each message.
    std::string kinds() {
        std::string text;
        for (const auto& message : messages()) text += kind(message);
        return text;
    }
    // IPv4 source addresses of all flows.
    std::vector<std::uint32_t> sources() {
        std::vector<std::uint32_t> found;
        for (const auto& message : messages())
            for (std::size_t at = 20; kind(message) == 'D' && at + 27 <= message.size(); at += 27)
                found.push_back(static_cast<std::uint32_t>(load_big_endian(message.data() + at, 4)));
        return found;
    }
    void forget() {
        messages();
        messages_.clear();
    }

 private:
    static char kind(const std::vector<std::byte>& message) {
        const std::uint64_t set = load_big_endian(message.data() + 16, 2);
        return set == 2 ? 'T' : set == 3 ? 'O' : set == 0xd288 ? 'D' : 'o';  // 0xd288: IPv4 flows of sibling_layouts()
    }

    boost::asio::ip::udp::socket socket_;
    std::vector<std::vector<std::byte>> messages_;
};

class LoopbackTest : public ::testing::Test {
 protected:
    void make(std::vector<config::Collector> collectors) {
        settings_.collectors = std::move(collectors);
        settings_.transport.session.first_pause = std::chrono::milliseconds(20);
        settings_.transport.session.confirm = std::chrono::milliseconds(20);
        auto made = Exporter::make(io_, settings_, sibling_layouts(), now_, {});
        ASSERT_TRUE(made) << made.error().text();
        exporter_ = std::move(*made);
    }
    // One IPv4 flow from 10.0.0.id.
    void send(std::uint8_t id) {
        Bytes bytes(sibling_layouts().tables[0]);
        bytes.put_octets(0, {10, 0, 0, id, 192, 0, 2, 1, 0, 53});
        exporter_->send(record_of(sibling_layouts().tables[0], bytes));
    }
    void tick() { exporter_->tick(now_ += std::chrono::seconds(1)); }

    template <class Condition>
    [[nodiscard]] bool eventually(Condition condition) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (!condition() && std::chrono::steady_clock::now() < end) {
            io_.restart();
            io_.run_one_for(std::chrono::milliseconds(10));
        }
        return condition();
    }
    [[nodiscard]] CollectorReport report(std::size_t collector = 0) const { return exporter_->reports()[collector]; }

    boost::asio::io_context io_;
    ExporterSettings settings_;
    std::unique_ptr<Exporter> exporter_;
    Exporter::Time now_ = std::chrono::steady_clock::now();
};

}  // namespace exporter::testing
