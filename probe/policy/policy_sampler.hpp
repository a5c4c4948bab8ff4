// SPDX-License-Identifier: Apache-2.0
// From counters that only grow to the numbers of policies: differences over the time between two looks. Time is passed in.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "probe/policy/decision.hpp"
#include "probe/policy/record_metrics.hpp"

namespace probe {

// Since the probe began.
struct PolicyCounters {
    std::uint64_t frames = 0, octets = 0;
    std::uint64_t metered = 0;      // packets that flows got, or lost
    std::uint64_t flows_begun = 0;  // in the flow cache
    std::uint64_t active_flows = 0;
    std::uint64_t lost = 0, export_lost = 0;
    std::chrono::nanoseconds cpu{};  // of the process
};

class PolicySampler {
 public:
    using Time = std::chrono::steady_clock::time_point;

    static constexpr std::chrono::milliseconds kBetween{950};  // snapshots a second apart are a second apart, or nearly

    [[nodiscard]] bool is_due(Time now) const { return !last_ || now - *last_ >= kBetween; }
    // None for the first time, and behind forget(): there is nothing to compare with.
    [[nodiscard]] std::optional<PolicySample> take(const PolicyCounters& counters, Time now);
    // Counters begin anew.
    void forget() { last_.reset(); }

 private:
    std::optional<Time> last_;
    PolicyCounters before_;
};

// ns a packet: what so many runs of a program have taken. Too few tell nothing: the first ones find nothing in the CPU's caches.
[[nodiscard]] std::optional<double> ns_per_packet(std::uint64_t runs, std::uint64_t nanoseconds);

}  // namespace probe
