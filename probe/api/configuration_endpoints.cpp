// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "probe/api/configuration.hpp"
#include "probe/api/dry_run.hpp"
#include "probe/api/endpoints.hpp"
#include "probe/control/metering.hpp"
#include "probe/control/outcome.hpp"

namespace probe::api {

namespace {

// "application/json; charset=utf-8" is one, too.
bool is_json(const std::string& content_type) {
    const std::string type = content_type.substr(0, content_type.find_first_of("; "));
    return type == "application/json" || type == "application/merge-patch+json";
}

Response not_json() {
    Response response = problem(415, "the body must be JSON; send Content-Type: application/json");
    response.headers.push_back({"Accept-Patch", "application/merge-patch+json, application/json"});
    return response;
}

Json error_place(const Error& error) {
    if (error.file.empty()) return Json::object();
    return {{"file", error.file}, {"line", error.line}, {"column", error.column}};
}

Response dry_run_response(const Patched& wanted) {
    const auto result = dry_run(wanted.settings);
    if (!result) return problem(422, result.error().text(), error_place(result.error()));
    return json_response({{"changed", wanted.changed},
                          {"settings", to_json(wanted.settings)},
                          {"program",
                           {{"instructions", result->instructions},
                            {"ns_per_packet", result->ns_per_packet ? Json(*result->ns_per_packet) : Json()},
                            {"why_not_measured", result->why_not_measured},
                            {"record_octets", result->record_octets},
                            {"table_octets", result->table_octets},
                            {"remark", result->remark},
                            {"source", result->source}}}});
}

Task configuration(const Call&) {
    return Observe{false, [](const Observation& seen) -> Task { return json_response(to_json(*seen.settings)); }};
}

// Whoever asks at the same time changes other settings than those that were looked at: what the body says is made of those that hold
// when its turn comes.
Task apply(const config::Settings& now, const Patched& wanted, const std::string& body, bool replaces) {
    const auto edit = [now, wanted = wanted.settings, body,
                       replaces](const config::Settings& present) -> Result<config::Settings> {
        if (replaces || differing(now, present).empty()) return wanted;
        Patched again = patched(present, body);
        if (again.mistakes.empty()) return std::move(again.settings);
        return fail(again.mistakes.front().setting + ": " + again.mistakes.front().message);
    };
    return Change{edit, [](const Result<probe::Outcome>& done) -> Task {
                      if (!done) return problem(422, done.error().text(), error_place(done.error()));
                      return json_response(probe::to_json(*done));
                  }};
}

// PUT: what the body does not say gets its default. PATCH: it stays.
Task change(const Call& call) {
    if (!is_json(call.request.content_type)) return not_json();
    const auto is_dry = call.target.flag("dry_run");
    if (!is_dry) return problem(400, is_dry.error().message);
    const bool replaces = call.request.method == "PUT";
    // Names of fields are looked up in files, and a dry run compiles: both take their time.
    const auto work = [body = call.request.body, is_dry = *is_dry, replaces](const config::Settings& now) -> Task {
        const Patched wanted = patched(now, body, replaces);
        if (!wanted.mistakes.empty()) return mistakes_response(wanted.mistakes);
        return is_dry ? Task(dry_run_response(wanted)) : apply(now, wanted, body, replaces);
    };
    return Observe{false, [work](const Observation& seen) -> Task {
                       return Work{[work, now = seen.settings]() -> Task { return work(*now); }};
                   }};
}

}  // namespace

std::vector<Route> configuration_endpoints() {
    return {
        {"GET", "/v1/configuration", Role::reader, {}, configuration},
        {"PUT", "/v1/configuration", Role::admin, {"dry_run"}, change},
        {"PATCH", "/v1/configuration", Role::admin, {"dry_run"}, change},
    };
}

}  // namespace probe::api
