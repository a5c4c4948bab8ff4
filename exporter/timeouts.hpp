// SPDX-License-Identifier: Apache-2.0
// When a flow is over, as arithmetic on times: nothing here knows where flows are kept.
#pragma once

#include <cstdint>
#include <limits>

#include "exporter/record.hpp"

namespace exporter {

inline constexpr std::uint64_t kNever = std::numeric_limits<std::uint64_t>::max();

struct Deadline {
    std::uint64_t at;  // nanoseconds on the clock of the records; kNever = none
    EndReason reason;
    [[nodiscard]] bool is_due(std::uint64_t now_ns) const { return at != kNever && now_ns >= at; }
};

struct Timeouts {
    std::uint64_t active_ns;  // kNever = no such timeout
    std::uint64_t idle_ns;    // likewise

    // Of a flow whose packets so far lie between start and end. Whichever timeout comes first gives the reason, also when
    // nobody looked at the flow until both had passed.
    [[nodiscard]] Deadline deadline(std::uint64_t start_ns, std::uint64_t end_ns) const {
        if (active_ns != kNever && end_ns >= start_ns && end_ns - start_ns >= active_ns) return {0, EndReason::active};
        const std::uint64_t idle_at = later(end_ns, idle_ns);
        const std::uint64_t active_at = later(start_ns, active_ns);
        return idle_at <= active_at ? Deadline{idle_at, EndReason::idle} : Deadline{active_at, EndReason::active};
    }

    // No deadline of a flow that has just seen a packet is further away than this; kNever = there is none.
    [[nodiscard]] std::uint64_t horizon_ns() const { return active_ns < idle_ns ? active_ns : idle_ns; }

 private:
    [[nodiscard]] static std::uint64_t later(std::uint64_t time, std::uint64_t delay) {
        return time > kNever - delay ? kNever : time + delay;
    }
};

}  // namespace exporter
