// SPDX-License-Identifier: Apache-2.0
// Whether the probe does what it is for, in a word and with the reasons.
#pragma once

#include <string>
#include <vector>

#include "probe/api/observation.hpp"

namespace probe::api {

// degraded: it meters and exports, but not all of it; failing: no interface is attached, or no collector can be reached.
enum class Health { ok, degraded, failing };
[[nodiscard]] const char* name_of(Health health);

struct HealthCheck {
    std::string name;  // "interfaces", "collectors", "losses"
    Health health = Health::ok;
    std::string message;  // one line; what to do, where something is wrong
};

// A loss counts for a minute after it was seen.
[[nodiscard]] std::vector<HealthCheck> health_checks(const Observation& observation);
[[nodiscard]] Health worst_of(const std::vector<HealthCheck>& checks);

}  // namespace probe::api
