// SPDX-License-Identifier: Apache-2.0
// When templates are sent and when a message leaves that is not full. A pure state machine: time and events in, actions out;
// no clock, no socket, no thread.
//
// Templates are sent when they are new, once more right before the second message of data that follows (the first ones may be lost
// or overtaken), and from then on at the refresh interval (RFC 7011 section 8.1), counted from the last time.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace exporter {

struct ScheduleSettings {
    std::chrono::milliseconds template_refresh{60'000};  // zero: only when new
    std::uint32_t template_messages = 0;                 // also after so many messages of data; 0: not so
    std::chrono::milliseconds flush_interval{500};       // shortest time between two messages that are not full
};

class Schedule {
 public:
    using Time = std::chrono::steady_clock::time_point;

    struct Actions {
        bool send_templates = false;  // first
        bool flush = false;           // then
        friend bool operator==(const Actions&, const Actions&) = default;
    };

    explicit Schedule(const ScheduleSettings& settings) : settings_(settings) {}

    // There are new templates: to be sent now.
    void on_new_templates(Time now);

    // A message of data is complete: whether templates go before it.
    [[nodiscard]] bool before_message(Time now);

    // Time has passed. `pending`: a message has been begun.
    [[nodiscard]] Actions tick(Time now, bool pending);

 private:
    [[nodiscard]] bool is_refresh_due(Time now) const;
    void on_templates_sent(Time now);

    ScheduleSettings settings_;
    Time templates_sent_{};
    std::uint32_t messages_since_templates_ = 0;
    bool repeat_ = false;  // sent but once so far
    std::optional<Time> flushed_;
};

}  // namespace exporter
