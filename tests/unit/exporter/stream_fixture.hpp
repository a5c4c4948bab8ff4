// SPDX-License-Identifier: Apache-2.0
// A transport over connections and an io_context that runs while the test waits.
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "exporter/transport.hpp"
#include "tests/unit/exporter/stream_collector.hpp"

namespace exporter::testing {

class StreamFixture : public ::testing::Test {
 protected:
    using Clock = std::chrono::steady_clock;

    StreamFixture() {
        settings_.stream.first_pause = settings_.stream.longest_pause = std::chrono::milliseconds(10);
        settings_.queue_messages = 100'000;
    }

    void make(const config::Collector& collector) {
        const TransportEvents events{[this](const CollectorReport& report) { changed(report.state); },
                                     [this] { locals_.push_back(transport_->report().local->port); }};
        auto made = make_transport(io_, collector, HeaderForm::ipfix, settings_,
                                   collector.host.empty() ? TransportEvents{events.on_change, {}} : events);
        ASSERT_TRUE(made) << made.error().text();
        transport_ = std::move(*made);
    }
    void push(SharedMessage message) { transport_->push(std::move(message)); }
    const std::vector<Arrived>& read(StreamCollector& collector, std::size_t most = SIZE_MAX) {
        collector.read(most);
        return collector.arrived();
    }
    template <class Condition>
    [[nodiscard]] bool eventually(Condition condition) {
        const auto end = Clock::now() + std::chrono::seconds(20);
        while (!condition() && Clock::now() < end) {
            io_.restart();
            io_.run_one_for(std::chrono::milliseconds(2));
        }
        return condition();
    }
    // All that was sent has been looked at again.
    [[nodiscard]] bool watched() {
        const auto end = Clock::now() + std::chrono::milliseconds(150);
        return eventually([&] { return Clock::now() > end; });
    }
    [[nodiscard]] CollectorCounters counters() const { return transport_->report().counters; }
    [[nodiscard]] CollectorState state() const { return transport_->report().state; }

    boost::asio::io_context io_;
    TransportSettings settings_;
    std::unique_ptr<Transport> transport_;
    std::string changes_;
    std::vector<std::uint16_t> locals_;  // ports of ours

 private:
    void changed(CollectorState state) {
        static constexpr const char* kNames[] = {"starting", "reachable", "unresolved", "unreachable"};
        changes_ += (changes_.empty() ? "" : " ") + std::string(kNames[static_cast<std::size_t>(state)]);
    }
};

}  // namespace exporter::testing
