// SPDX-License-Identifier: Apache-2.0
// What policies look at, and what they decide.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "config/policy.hpp"

namespace probe {

// One look: a number of each config::Metric, unless it is not known.
struct PolicySample {
    std::array<std::optional<double>, config::kMetrics> values{};

    [[nodiscard]] const std::optional<double>& at(config::Metric metric) const {
        return values[static_cast<std::size_t>(metric)];
    }
    [[nodiscard]] std::optional<double>& at(config::Metric metric) { return values[static_cast<std::size_t>(metric)]; }
};

struct PolicyDecision {
    enum class Kind : std::uint8_t {
        enter,    // the conditions hold: the policy's settings are laid over the others
        leave,    // one is over: they are taken away again
        shed,     // a field, to stay under the budget
        restore,  // a field, because there is room for it
        refused,  // the probe could not do what was decided before, and goes on as it was
    };
    struct Number {
        config::Metric metric{};
        double value = 0, threshold = 0;
        bool above =
            true;  // which side of the threshold the value is on; the threshold itself counts as the side that is left for
    };

    Kind kind = Kind::enter;
    std::string policy;
    std::vector<Number> numbers;
    std::chrono::nanoseconds held{};   // how long that has been so
    std::string changes;               // the field, or the keys of the settings
    std::string reason;                // of refused
    std::chrono::nanoseconds pause{};  // of refused: until it is tried again at the earliest

    // "policy flood: enter: new_flow_ratio 0.93 above 0.5 for 2 s; sets fields, sampling"
    [[nodiscard]] std::string text() const;
};

[[nodiscard]] const char* name_of(PolicyDecision::Kind kind);

// What is known of one policy at the moment.
struct PolicyReport {
    std::string name;
    bool active = false;
    std::optional<std::chrono::steady_clock::time_point> since{};  // it is, or a field is shed
    std::vector<PolicyDecision::Number> numbers;                   // with the thresholds that are looked at now; what is known
    std::string sets;                                              // "fields, sampling"
    std::vector<std::string> shed;                                 // the latest one last
    std::uint64_t decisions = 0, refused = 0;
    std::string last_refusal;
};

}  // namespace probe
