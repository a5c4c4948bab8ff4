// SPDX-License-Identifier: Apache-2.0
#include "probe/api/endpoints.hpp"

#include <unistd.h>

#include <charconv>
#include <utility>

#include "bpf/catalogue.hpp"
#include "probe/api/event_log.hpp"
#include "probe/api/health.hpp"
#include "probe/api/metrics.hpp"
#include "probe/api/problem.hpp"
#include "probe/policy/policy_json.hpp"
#include "probe/session/field_list.hpp"

namespace probe::api {

namespace {

using Answer = Response (*)(const Observation&);

// A GET that is answered from what the worker tells.
Route observed(std::string path, Answer answer) {
    const auto handle = [answer](const Call&) -> Task {
        return Observe{false, [answer](const Observation& seen) -> Task { return answer(seen); }};
    };
    return {"GET", std::move(path), Role::reader, {}, handle};
}

// Likewise; with ?cost=true also from what the program in the kernel takes.
Route measured(std::string path, Answer answer) {
    const auto handle = [answer](const Call& call) -> Task {
        const auto cost = call.target.flag("cost");
        if (!cost) return problem(400, cost.error().message);
        return Observe{*cost, [answer](const Observation& seen) -> Task { return answer(seen); }};
    };
    return {"GET", std::move(path), Role::reader, {"cost"}, handle};
}

Json counters_of(const Observation& seen) { return Json::parse(to_json(seen.statistics, seen.droppers, seen.bidirectional)); }

Json ns_per_packet(std::uint64_t nanoseconds, std::uint64_t packets) {
    return packets ? Json(static_cast<double>(nanoseconds) / static_cast<double>(packets)) : Json();
}

Json cost_of(const Cost& cost) {
    std::uint64_t nanoseconds = 0, packets = 0;
    for (const ProgramCost& program : cost.programs) nanoseconds += program.nanoseconds, packets += program.packets;
    return {{"ns_per_packet", ns_per_packet(nanoseconds, packets)}, {"packets", packets}, {"problem", cost.problem}};
}

double seconds(std::chrono::nanoseconds time) { return std::chrono::duration<double>(time).count(); }

Response status(const Observation& seen) {
    const Statistics& statistics = seen.statistics;
    const Json counters = counters_of(seen);
    Json body = {{"version", XDPFLOW_VERSION},
                 {"pid", ::getpid()},
                 {"time", utc_text(seen.at)},
                 {"started", utc_text(seen.started)},
                 {"seconds", seconds(statistics.duration)},
                 {"health", name_of(worst_of(health_checks(seen)))},
                 {"mode", statistics.mode},
                 {"fields", seen.fields},
                 {"droppers", seen.droppers},
                 {"bidirectional", seen.bidirectional}};
    for (const char* name :
         {"frames", "octets", "non_ip", "malformed", "filtered", "not_sampled", "dropped", "lost", "lost_octets"})
        body[name] = counters.at(name);
    body["active_flows"] = statistics.active_flows;
    body["most_flows"] = seen.most_flows;
    body["exported"] = statistics.exported.flows;
    body["snapshots"] = statistics.swaps;
    body["attached"] = statistics.attaching ? statistics.attaching->attached : 0;
    body["missing"] = statistics.attaching ? statistics.attaching->missing : std::vector<std::string>();
    std::size_t reachable = 0;
    for (const auto& report : statistics.collectors) reachable += report.state == exporter::CollectorState::reachable;
    body["collectors"] = {{"all", statistics.collectors.size()}, {"reachable", reachable}};
    body["memory"] = {{"tables", statistics.table_octets},
                      {"flow_cache_most", statistics.most_flow_octets},
                      {"resident", seen.resident_octets}};
    body["cpu"] = {{"user_seconds", seconds(seen.cpu_user)}, {"system_seconds", seconds(seen.cpu_system)}};
    if (seen.cost) body["cost"] = cost_of(*seen.cost);
    return json_response(body);
}

Response interfaces(const Observation& seen) {
    const Json counters = counters_of(seen);
    Json list = counters.at("interfaces");
    if (seen.cost)
        for (Json& one : list)
            for (const ProgramCost& program : seen.cost->programs)
                if (program.interface == one.at("name") && program.direction == one.at("direction"))
                    one["ns_per_packet"] = ns_per_packet(program.nanoseconds, program.packets);
    Json body = {{"interfaces", std::move(list)}};
    body["attaching"] = counters.contains("attaching") ? counters.at("attaching") : Json();
    if (seen.cost) body["cost"] = cost_of(*seen.cost);
    return json_response(body);
}

Response collectors(const Observation& seen) {
    const Json counters = counters_of(seen);
    return json_response({{"collectors", counters.contains("collectors") ? counters.at("collectors") : Json::array()}});
}

Response policies(const Observation& seen) {
    Json list = Json::array();
    for (const PolicyReport& report : seen.policies) list.push_back(to_json(report, std::chrono::steady_clock::now()));
    return json_response({{"policies", list}});
}

Response counters(const Observation& seen) {
    return {.status = 200, .body = to_json(seen.statistics, seen.droppers, seen.bidirectional)};
}

Response health(const Observation& seen) {
    const auto checks = health_checks(seen);
    Json list = Json::array();
    for (const HealthCheck& check : checks)
        list.push_back({{"name", check.name}, {"status", name_of(check.health)}, {"message", check.message}});
    Response response = json_response({{"status", name_of(worst_of(checks))}, {"checks", list}});
    if (worst_of(checks) == Health::failing) response.status = 503;
    return response;
}

Response metrics(std::string text) { return {.status = 200, .content_type = kOpenMetrics, .body = std::move(text)}; }

// Those of users' monitors stand behind the probe's own; they are made a text of away from the worker.
Task metrics_with_monitors(std::string text) {
    return Ask{[text = std::move(text)](monitor::Monitors& monitors) -> Task {
        return Work{[text, dump = std::make_shared<const monitor::Dump>(monitors.read_time_series())]() -> Task {
            monitor::Exposition exposition;
            const std::string problem = monitor::add(exposition, *dump);
            const std::string more =
                exposition.text() + "# TYPE xdpflow_monitor_problems gauge\n# HELP xdpflow_monitor_problems " +
                "1 if a metric of a monitor could not be read.\nxdpflow_monitor_problems " + (problem.empty() ? "0" : "1") + "\n";
            return metrics(text.substr(0, text.rfind("# EOF")) + more + "# EOF\n");
        }};
    }};
}

Task all_metrics(const Call& call) {
    const auto cost = call.target.flag("cost");
    if (!cost) return problem(400, cost.error().message);
    return Observe{*cost, [](const Observation& seen) -> Task {
                       return seen.has_monitors ? metrics_with_monitors(metrics_text(seen)) : Task(metrics(metrics_text(seen)));
                   }};
}

// Read anew each time: one sees what could be asked for now.
Response fields(const std::string& folder) {
    const auto catalogue = bpf::Catalogue::load(folder);
    if (!catalogue) return problem(500, catalogue.error().text());
    std::vector<const bpf::Feature*> features;
    for (const bpf::Feature& feature : catalogue->features())
        if (!feature.internal) features.push_back(&feature);
    return json_response({{"fields", field_list(features)}});
}

Task all_fields(const Call&) {
    return Observe{false, [](const Observation& seen) -> Task {
                       return Work{[folder = seen.settings->features_folder]() -> Task { return fields(folder); }};
                   }};
}

Task events(const Call& call) {
    const std::string* since = call.target.find("since");
    const std::string& text = since ? *since : call.request.last_event_id;
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (!text.empty() && (error != std::errc() || end != text.data() + text.size()))
        return problem(400, "since, or Last-Event-ID, must be the number of an event");
    return Listen{number};
}

Task openapi(const Call&) { return Response{.status = 200, .body = std::string(openapi_text())}; }

}  // namespace

std::vector<Route> endpoints() {
    std::vector<Route> all = {
        measured("/v1/status", status),
        measured("/v1/interfaces", interfaces),
        observed("/v1/collectors", collectors),
        observed("/v1/policies", policies),
        observed("/v1/counters", counters),
        observed("/v1/health", health),
        {"GET", "/metrics", Role::reader, {"cost"}, all_metrics},
        {"GET", "/v1/fields", Role::reader, {}, all_fields},
        {"GET", "/v1/events", Role::reader, {"since"}, events},
        {"GET", "/v1/openapi.json", Role::reader, {}, openapi},
    };
    for (auto& part : {flow_endpoints(), configuration_endpoints(), monitor_endpoints()})
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

}  // namespace probe::api
