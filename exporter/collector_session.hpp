// SPDX-License-Identifier: Apache-2.0
// What to do next for one collector under UDP: look its name up, send templates, send data, wait. A pure state machine: the
// transport performs what next() says and reports what came of it; time is passed in.
//
// UDP has no connection, but a connected socket learns of "port unreachable". Templates go first, and data waits for a moment
// (settle): it neither overtakes them, nor is it lost if nobody listens. A collector that was away is tried with templates, after
// a growing pause and another look at its name; when no refusal comes back (confirm), the data that has waited follows.
#pragma once

#include <chrono>
#include <cstdint>

namespace exporter {

enum class CollectorState : std::uint8_t {
    starting,     // nothing is known yet
    reachable,    // the last that was sent did not come back
    unresolved,   // its name has no address
    unreachable,  // the network refuses what is sent
};

struct SessionSettings {
    std::chrono::milliseconds settle{20};         // between new templates and the data behind them
    std::chrono::milliseconds confirm{200};       // a refusal must have come back by then
    std::chrono::milliseconds first_pause{1000};  // before the next attempt; doubled with each failure
    std::chrono::milliseconds longest_pause{30'000};
    // So many messages at once, then a pause: what a collector's socket buffer of Linux' default size (92 messages) can take.
    std::uint32_t burst = 64;
    std::chrono::microseconds burst_pause{1000};
};

// The same, but at most so many messages a second; 0: as they are.
[[nodiscard]] SessionSettings paced(SessionSettings settings, std::uint32_t rate);

class CollectorSession {
 public:
    using Time = std::chrono::steady_clock::time_point;

    enum class Action : std::uint8_t {
        resolve,         // look the name up and open a socket; then on_resolved or on_not_resolved
        send_templates,  // those in force, stamped anew; then on_templates_sent or on_refused
        send_data,       // the front of the queue; then on_data_sent, on_new_templates_sent, on_blocked or on_refused
        wait,            // until Step::until
        idle,            // until an event or a message
    };
    struct Step {
        Action action = Action::idle;
        Time until{};  // if wait
    };

    explicit CollectorSession(const SessionSettings& settings = {}) : settings_(settings), pause_(settings.first_pause) {}

    [[nodiscard]] Step next(Time now, bool has_data);

    void on_resolved();
    void on_not_resolved(Time now) { back_off(now, CollectorState::unresolved); }
    void on_templates_sent(Time now, bool were_any);
    void on_new_templates_sent(Time now) { settle(now); }
    void on_data_sent(Time now);
    void on_blocked() { phase_ = Phase::blocked; }  // the socket's buffer is full
    void on_writable();
    void on_refused(Time now) { back_off(now, CollectorState::unreachable); }

    [[nodiscard]] CollectorState state() const { return state_; }

 private:
    enum class Phase : std::uint8_t { start, resolving, backing_off, templates, settling, sending, blocked };

    [[nodiscard]] Step next_message(Time now, bool has_data) const;
    void back_off(Time now, CollectorState state);
    void settle(Time now);

    SessionSettings settings_;
    Phase phase_ = Phase::start;
    CollectorState state_ = CollectorState::starting;
    std::chrono::milliseconds pause_;
    Time until_{};  // of backing_off and settling
    Time burst_end_{};
    std::uint32_t burst_ = 0;  // messages sent since the pause before
};

}  // namespace exporter
