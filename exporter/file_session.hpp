// SPDX-License-Identifier: Apache-2.0
// What to do next for a file: open it, write, wait. A pure state machine: the transport performs what next() says and reports what
// came of it; time is passed in.
//
// After a failure (a full disk, a reader that has gone) it is tried again after a growing pause. It counts as reachable again once a
// message was written: a full disk lets a file be made, too. The pause shrinks again only when writing has gone well for as long.
#pragma once

#include <chrono>

#include "exporter/collector_session.hpp"

namespace exporter {

class FileSession {
 public:
    using Time = std::chrono::steady_clock::time_point;

    enum class Action : std::uint8_t {
        open,   // then on_opened or on_failed
        write,  // the oldest message; then on_written, on_blocked or on_failed
        wait,   // until Step::until
        idle,   // until an event or a message
    };
    struct Step {
        Action action = Action::idle;
        Time until{};  // if wait
    };

    // Of the settings the pauses are of interest.
    explicit FileSession(const SessionSettings& settings) : settings_(settings), pause_(settings.first_pause) {}

    [[nodiscard]] Step next(Time now, bool has_data);

    void on_opened(Time now, bool has_data);
    void on_written(Time now);
    void on_blocked() { phase_ = Phase::blocked; }  // the reader is slow
    void on_writable();
    void on_failed(Time now);
    void on_completed() { phase_ = Phase::start; }  // the file is whole, and closed: the next one

    [[nodiscard]] CollectorState state() const { return state_; }

 private:
    enum class Phase : std::uint8_t { start, opening, backing_off, writing, blocked };

    const SessionSettings settings_;
    Phase phase_ = Phase::start;
    CollectorState state_ = CollectorState::starting;
    std::chrono::milliseconds pause_;
    Time until_{};   // of backing_off
    Time opened_{};  // after a failure
};

}  // namespace exporter
