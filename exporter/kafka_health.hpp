// SPDX-License-Identifier: Apache-2.0
// Whether a Kafka cluster takes messages. A pure state machine: what librdkafka tells goes in, time is passed in.
//
// Two things can be wrong: no broker can be reached, or the brokers refuse messages (the topic does not exist, or may not be written
// to). The first is believed only when it lasts: librdkafka says so, too, when a name's first address is the wrong one. It is over when
// a broker is connected; the second when a message was delivered, or after a while, so that somebody tries again.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "exporter/collector_session.hpp"

namespace exporter {

class KafkaHealth {
 public:
    using Time = std::chrono::steady_clock::time_point;

    static constexpr std::chrono::milliseconds kDoubt{500};  // about brokers that are down

    // How long refused messages keep it unreachable if nothing else is heard.
    explicit KafkaHealth(std::chrono::milliseconds retry) : retry_(retry) {}

    void on_broker_trouble(std::string reason) { trouble_ = std::move(reason); }  // of one broker; others may be well
    void on_all_down(Time now, std::string reason);
    void on_refused(Time now, std::string reason);
    void on_timed_out(Time now);  // a message has
    void on_delivered();
    void on_brokers(Time now, bool is_one_connected);  // from time to time

    [[nodiscard]] CollectorState state() const { return state_; }
    [[nodiscard]] const std::string& reason() const { return reason_; }  // of unreachable

 private:
    const std::chrono::milliseconds retry_;
    CollectorState state_ = CollectorState::starting;
    std::string trouble_;  // the last that was heard of a broker
    std::string reason_;
    std::optional<Time> down_since_;
    Time refused_until_{};
};

}  // namespace exporter
