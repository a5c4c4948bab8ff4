// SPDX-License-Identifier: Apache-2.0
#include "probe/monitor/monitors.hpp"

namespace probe::monitor {

namespace {

Reading reading_of(const Dump::Value& value) {
    const MetricShape& shape = value.of->object.metrics[value.metric];
    const std::string& agg = value.of->monitor.metrics[value.metric].agg;
    std::optional<Aggregate> aggregate;
    if (!agg.empty()) aggregate = agg == "sum" ? Aggregate::sum : Aggregate::average;
    return {value.map, shape.key ? &*shape.key : nullptr, shape.value, aggregate, value.contents};
}

}  // namespace

Json to_json(const Dump& dump) {
    Json json = dump.description;
    for (const Dump::Value& value : dump.values) {
        Json one = {{"interface", value.interface}, {"elements", to_json(reading_of(value))}};
        if (value.left_out > 0) one["left_out"] = value.left_out;
        json["metrics"][value.metric]["values"].push_back(std::move(one));
    }
    return json;
}

std::string add(Exposition& exposition, const Dump& dump) {
    std::string problem;
    for (const Dump::Value& value : dump.values) {
        if (problem.empty()) problem = value.problem;
        const config::Monitor& monitor = value.of->monitor;
        const config::MonitorMetric& metric = monitor.metrics[value.metric];
        exposition.add("xdpflow_monitor_" + metric.name, metric.help,
                       {{"monitor", monitor.name}, {"metric", metric.name}, {"interface", value.interface}}, reading_of(value));
    }
    return problem;
}

}  // namespace probe::monitor
