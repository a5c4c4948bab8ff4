// SPDX-License-Identifier: Apache-2.0
// Policies and what they decide, as JSON: of events, and of the API.
#pragma once

#include <nlohmann/json.hpp>

#include <chrono>

#include "probe/policy/decision.hpp"

namespace probe {

// {"policy":"flood","decision":"enter","numbers":[{"metric":…,"value":…,"side":"above","threshold":…}],"held_seconds":3.0,…}
[[nodiscard]] nlohmann::ordered_json to_json(const PolicyDecision& decision);

// {"name":"flood","active":true,"active_seconds":12.5,…}; null for what is not active.
[[nodiscard]] nlohmann::ordered_json to_json(const PolicyReport& report, std::chrono::steady_clock::time_point now);

}  // namespace probe
