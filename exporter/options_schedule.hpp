// SPDX-License-Identifier: Apache-2.0
// When options are sent: soon behind new templates, and at each interval from then on; interfaces also when they change, which is
// looked for once a second. A pure state machine: time in, actions out.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace exporter {

class OptionsSchedule {
 public:
    using Time = std::chrono::steady_clock::time_point;
    static constexpr std::chrono::seconds kLook{1};

    enum class Action : std::uint8_t {
        nothing,
        look,    // at the interfaces; report them if they have changed
        report,  // everything
    };

    // Zero: never.
    explicit OptionsSchedule(std::chrono::milliseconds interval) : interval_(interval) {}

    void on_new_templates() { reported_.reset(); }

    // Time has passed.
    [[nodiscard]] Action tick(Time now) {
        if (interval_.count() == 0) return Action::nothing;
        if (!reported_ || now - *reported_ >= interval_) {
            reported_ = looked_ = now;
            return Action::report;
        }
        if (now - looked_ < kLook) return Action::nothing;
        looked_ = now;
        return Action::look;
    }

 private:
    std::chrono::milliseconds interval_;
    std::optional<Time> reported_;
    Time looked_{};
};

}  // namespace exporter
