// SPDX-License-Identifier: Apache-2.0
#include "probe/api/health.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace probe::api {

namespace {

constexpr std::chrono::seconds kLossCounts{60};

HealthCheck interfaces_check(const Observation& observation) {
    const auto& attaching = observation.statistics.attaching;
    if (!attaching) return {"interfaces", Health::ok, "none are needed"};
    std::string text = fmt::format("{} attached", attaching->attached);
    if (attaching->attached == 0)
        return {"interfaces", Health::failing,
                "no interface is attached; `ip link` lists what there is, the log tells what failed"};
    if (attaching->missing.empty()) return {"interfaces", Health::ok, text};
    return {"interfaces", Health::degraded, text + fmt::format(", waiting for {}", fmt::join(attaching->missing, ", "))};
}

HealthCheck collectors_check(const Observation& observation) {
    const auto& collectors = observation.statistics.collectors;
    if (collectors.empty()) return {"collectors", Health::ok, "there are none"};
    std::string away;
    std::size_t count = 0;
    for (const exporter::CollectorReport& report : collectors) {
        if (report.state == exporter::CollectorState::starting || report.state == exporter::CollectorState::reachable) continue;
        count++;
        away += (away.empty() ? "" : "; ") + report.collector.text() + ": " + report.reason;
    }
    if (count == 0) return {"collectors", Health::ok, fmt::format("{} of {} reachable", collectors.size(), collectors.size())};
    return {"collectors", count == collectors.size() ? Health::failing : Health::degraded, away};
}

HealthCheck losses_check(const Observation& observation) {
    const bool counts = observation.last_loss && observation.at - *observation.last_loss < kLossCounts;
    if (!counts) return {"losses", Health::ok, "none in the last minute"};
    return {"losses", Health::degraded,
            "packets were lost in the last minute, because a flood of new flows filled a log; give it more --memory, or sample"};
}

}  // namespace

const char* name_of(Health health) { return health == Health::ok ? "ok" : health == Health::degraded ? "degraded" : "failing"; }

std::vector<HealthCheck> health_checks(const Observation& observation) {
    return {interfaces_check(observation), collectors_check(observation), losses_check(observation)};
}

Health worst_of(const std::vector<HealthCheck>& checks) {
    Health worst = Health::ok;
    for (const HealthCheck& check : checks) worst = std::max(worst, check.health);
    return worst;
}

}  // namespace probe::api
