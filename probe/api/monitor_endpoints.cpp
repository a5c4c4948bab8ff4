// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "config/monitor_reader.hpp"
#include "probe/api/configuration.hpp"
#include "probe/api/endpoints.hpp"
#include "probe/api/monitor_body.hpp"

namespace probe::api {

namespace {

using monitor::Monitors;

Task list(const Call&) {
    return Ask{[](Monitors& monitors) -> Task { return json_response({{"monitors", monitors.list()}}); }};
}

// What was read is made a text of away from the worker, which has packets to look after.
Task show(const Call& call) {
    return Ask{[name = call.name](Monitors& monitors) -> Task {
        auto dump = monitors.read(name);
        if (!dump) return problem(monitors.has(name) ? 500 : 404, dump.error().text());
        const auto shared = std::make_shared<const monitor::Dump>(std::move(*dump));
        return Work{[shared]() -> Task { return json_response(monitor::to_json(*shared)); }};
    }};
}

Response refused(const Error& error) {
    if (error.file.empty()) return problem(422, error.text());
    return problem(422, error.text(), {{"file", error.file}, {"line", error.line}, {"column", error.column}});
}

Task start(const std::shared_ptr<const monitor::PreparedMonitor>& prepared) {
    return Ask{[prepared](Monitors& monitors) -> Task {
        if (monitors.is_busy()) return too_busy("another configuration is taking the present one's place; try again");
        const bool is_new = !monitors.has(prepared->monitor.name);
        const auto lines = monitors.start(prepared);
        if (!lines) return refused(lines.error());
        Json all = monitors.list();
        for (Json& one : all) {
            if (one.at("name") != prepared->monitor.name) continue;
            one["remarks"] = *lines;
            Response response = json_response(one);
            response.status = is_new ? 201 : 200;
            return response;
        }
        return problem(500, "the monitor is gone");
    }};
}

// Compiling takes its time; nothing runs before that.
Task put(const Call& call) {
    const auto text = monitor_text(call.request);
    if (!text) return problem(415, text.error().message);
    return Work{[text = *text, name = call.name]() -> Task {
        if (text.is_wrong) return problem(400, text.toml);
        std::vector<Error> mistakes;
        const config::Monitor wanted = config::read_monitor(text.toml, name, mistakes);
        if (!mistakes.empty()) {
            std::vector<SettingMistake> all;
            for (const Error& mistake : mistakes) all.push_back({"", mistake.message});
            return mistakes_response(all);
        }
        return Work{[wanted]() -> Task {
            const auto prepared = Monitors::prepare(wanted);
            return prepared ? start(*prepared) : Task(refused(prepared.error()));
        }};
    }};
}

Task remove(const Call& call) {
    return Ask{[name = call.name](Monitors& monitors) -> Task {
        if (monitors.is_busy()) return too_busy("another configuration is taking the present one's place; try again");
        if (!monitors.stop(name)) return problem(404, "there is no monitor \"" + name + "\"");
        return Response{.status = 204, .content_type = "", .body = ""};
    }};
}

}  // namespace

std::vector<Route> monitor_endpoints() {
    return {
        {"GET", "/v1/monitors", Role::reader, {}, list},
        {"GET", "/v1/monitors/{name}", Role::reader, {}, show},
        {"PUT", "/v1/monitors/{name}", Role::admin, {}, put},
        {"DELETE", "/v1/monitors/{name}", Role::admin, {}, remove},
    };
}

}  // namespace probe::api
