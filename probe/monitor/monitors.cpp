// SPDX-License-Identifier: Apache-2.0
#include "probe/monitor/monitors.hpp"

#include <net/if.h>

#include <algorithm>

namespace probe::monitor {

Result<std::shared_ptr<const Monitors::Prepared>> Monitors::prepare(const config::Monitor& monitor) {
    auto octets = object_octets(monitor);
    if (!octets) return tl::unexpected(octets.error());
    auto object = MonitorObject::read(monitor, std::move(*octets));
    if (!object) return tl::unexpected(object.error());
    return std::make_shared<const Prepared>(Prepared{monitor, std::move(*object)});
}

Monitors::Running* Monitors::find(const std::string& name) {
    const auto found =
        std::find_if(running_.begin(), running_.end(), [&](const Running& one) { return one.prepared->monitor.name == name; });
    return found == running_.end() ? nullptr : &*found;
}

Result<std::unique_ptr<MonitorAt>> Monitors::start_at(const Prepared& prepared, const std::string& name) {
    const auto interface = find_interface(name);
    if (!interface) return fail("monitor \"" + prepared.monitor.name + "\": " + interface.error().message);
    return MonitorAt::start(prepared.monitor, prepared.object, places_, *interface, mode_);
}

Result<std::vector<std::string>> Monitors::start(const std::shared_ptr<const Prepared>& prepared, bool waits) {
    Running running{prepared, {}};
    std::vector<std::string> lines;
    for (const std::string& name : prepared->monitor.interfaces) {
        if (waits && ::if_nametoindex(name.c_str()) == 0) {
            lines.push_back("monitor \"" + prepared->monitor.name + "\" waits for " + name);
            continue;
        }
        auto started = start_at(*prepared, name);
        if (!started) {
            running.at.clear();
            places_.clean();
            return tl::unexpected(started.error());
        }
        if (!(*started)->remark().empty()) lines.push_back((*started)->remark());
        running.at.push_back(std::move(*started));
    }
    if (Running* before = find(prepared->monitor.name))
        *before = std::move(running);
    else
        running_.push_back(std::move(running));
    places_.clean();
    return lines;
}

bool Monitors::stop(const std::string& name) {
    const auto gone = std::erase_if(running_, [&](const Running& one) { return one.prepared->monitor.name == name; });
    places_.clean();
    return gone > 0;
}

std::vector<std::string> Monitors::check() {
    std::vector<std::string> lines;
    for (Running& running : running_) {
        const std::string& name = running.prepared->monitor.name;
        std::erase_if(running.at, [&](const std::unique_ptr<MonitorAt>& at) {
            if (at->is_attached()) return false;
            lines.push_back("monitor \"" + name + "\" has lost " + at->interface().name + ", and what it had counted there");
            return true;
        });
        for (const std::string& interface : running.prepared->monitor.interfaces) {
            const bool is_there = std::any_of(running.at.begin(), running.at.end(),
                                              [&](const auto& at) { return at->interface().name == interface; });
            if (is_there || ::if_nametoindex(interface.c_str()) == 0) continue;
            auto started = start_at(*running.prepared, interface);
            if (!started) continue;  // said when it started first; tried again
            running.at.push_back(std::move(*started));
            lines.push_back("monitor \"" + name + "\" has " + interface + " again");
        }
    }
    places_.clean();
    return lines;
}

Monitors::AllPrepared Monitors::all() const {
    AllPrepared all;
    for (const Running& running : running_) all.push_back(running.prepared);
    return all;
}

Json Monitors::description(const Running& running) const {
    const config::Monitor& monitor = running.prepared->monitor;
    Json json = {{"name", monitor.name},
                 {"direction", monitor.direction},
                 {"hook", running.prepared->object.hook == Hook::xdp ? "xdp" : "tc"},
                 {"order", monitor.order}};
    json["interfaces"] = Json::array();
    for (const std::string& interface : monitor.interfaces) {
        const bool attached = std::any_of(running.at.begin(), running.at.end(),
                                          [&](const auto& at) { return at->interface().name == interface && at->is_attached(); });
        json["interfaces"].push_back({{"name", interface}, {"attached", attached}});
    }
    json["metrics"] = Json::array();
    for (const config::MonitorMetric& metric : monitor.metrics)
        json["metrics"].push_back({{"name", metric.name},
                                   {"map", metric.map},
                                   {"help", metric.help},
                                   {"snapshot", metric.snapshot},
                                   {"init", metric.init},
                                   {"agg", metric.agg.empty() ? Json(nullptr) : Json(metric.agg)},
                                   {"format", metric.format}});
    return json;
}

Json Monitors::list() const {
    Json all = Json::array();
    for (const Running& running : running_) all.push_back(description(running));
    return all;
}

// All that want it are frozen before one wait for packets in flight.
Result<> Monitors::snapshot(const std::vector<Running*>& of) {
    std::vector<MonitorAt*> wanted;
    for (const Running* running : of)
        for (const auto& at : running->at)
            if (at->has_snapshots()) wanted.push_back(at.get());
    if (wanted.empty()) return {};
    if (!grace_) {
        auto made = Grace::make();
        if (!made) return tl::unexpected(made.error());
        grace_.emplace(std::move(*made));
    }
    Result<> first;
    for (MonitorAt* at : wanted)
        if (auto flipped = at->flip(); !flipped) return flipped;
    if (auto waited = grace_->wait(); !waited) return waited;
    for (MonitorAt* at : wanted)
        if (auto drained = at->drain(); !drained && first) first = drained;
    return first;
}

void Monitors::take(const Running& running, const char* format, Dump& into) {
    const auto& metrics = running.prepared->monitor.metrics;
    for (std::size_t i = 0; i < metrics.size(); i++) {
        if (metrics[i].format != format) continue;
        for (const auto& at : running.at) {
            Dump::Value value{running.prepared, i, at->interface().name, at->map(i), {}, at->left_out(i), ""};
            auto contents = at->take(i);
            if (contents)
                value.contents = std::move(*contents);
            else
                value.problem = "monitor \"" + running.prepared->monitor.name + "\", metric \"" + metrics[i].name +
                                "\": " + contents.error().message;
            into.values.push_back(std::move(value));
        }
    }
}

Result<Dump> Monitors::read(const std::string& name) {
    Running* running = find(name);
    if (!running) return fail("there is no monitor \"" + name + "\"");
    if (auto frozen = snapshot({running}); !frozen) return tl::unexpected(frozen.error());
    Dump dump{description(*running), {}};
    take(*running, "json", dump);
    for (const Dump::Value& value : dump.values)
        if (!value.problem.empty()) return fail(value.problem);
    return dump;
}

Dump Monitors::read_time_series() {
    std::vector<Running*> wanted;
    for (Running& running : running_) {
        const auto& metrics = running.prepared->monitor.metrics;
        if (std::any_of(metrics.begin(), metrics.end(), [](const auto& one) { return one.format == "openmetrics"; }))
            wanted.push_back(&running);
    }
    Dump dump;
    const auto frozen = snapshot(wanted);
    for (const Running* running : wanted) take(*running, "openmetrics", dump);
    if (!frozen && !dump.values.empty()) dump.values.front().problem = frozen.error().message;
    return dump;
}

}  // namespace probe::monitor
