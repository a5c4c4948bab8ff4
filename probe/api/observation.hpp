// SPDX-License-Identifier: Apache-2.0
// What the worker tells of itself at one moment: plain values, which any thread may read.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/settings.hpp"
#include "probe/policy/decision.hpp"
#include "probe/session/statistics.hpp"

namespace probe::api {

// What the program takes, as the kernel has measured it (BPF_ENABLE_STATS) in a short while.
struct ProgramCost {
    std::string interface;
    std::string direction;  // "in", "out"
    std::uint64_t packets = 0;
    std::uint64_t nanoseconds = 0;  // for all of them
};

struct Cost {
    std::vector<ProgramCost> programs;  // by attachment; those that saw no packet have 0
    std::string problem;                // why there are none, in words; or empty
};

struct Observation {
    using Clock = std::chrono::system_clock;

    Clock::time_point at{}, started{};
    Statistics statistics;
    std::vector<std::string> fields, droppers;  // names of what is metered, and dropped
    bool bidirectional = false;                 // both directions of a flow are joined
    std::shared_ptr<const config::Settings> settings = std::make_shared<config::Settings>();
    std::vector<PolicyReport> policies;
    std::uint64_t most_flows = 0;                       // that the flow cache holds, per table
    std::chrono::nanoseconds cpu_user{}, cpu_system{};  // of all threads since the start
    std::uint64_t resident_octets = 0;                  // memory of the process; tables in the kernel not included
    std::optional<Clock::time_point> last_loss{};       // when the lost packets were last seen to become more
    bool has_monitors = false;                          // of users
    std::optional<Cost> cost{};                         // if it was asked for
};

}  // namespace probe::api
