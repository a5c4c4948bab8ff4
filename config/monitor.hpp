// SPDX-License-Identifier: Apache-2.0
// A monitor: an eBPF program of the user's own beside the flow probe, and what is to be read out of its maps.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace config {

// What is read from one map, and how. Maps without a metric are not readable from outside.
struct MonitorMetric {
    std::string name;
    std::string map;
    std::string help;
    bool snapshot = false;        // read while no packet changes it, together with all other metrics of its monitor that say so
    bool init = false;            // cleared when it has been read
    std::string agg;              // per-CPU copies as "sum" or "avg"; empty: each of them
    std::string format = "json";  // or "openmetrics"

    bool operator==(const MonitorMetric&) const = default;
};

struct Monitor {
    static constexpr std::int64_t kUsualOrder = 10, kMostOrder = 1000;

    std::string name;
    std::vector<std::string> interfaces;
    std::string direction = "in";      // or "out"
    std::string source;                // file of C text,
    std::string code;                  // or the text itself,
    std::string object;                // or file of what a compiler has made of it
    std::int64_t order = kUsualOrder;  // lower ones see packets first; the flow probe has 0
    std::vector<MonitorMetric> metrics;

    bool operator==(const Monitor&) const = default;
};

}  // namespace config
