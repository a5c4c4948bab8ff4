// SPDX-License-Identifier: Apache-2.0
#include "probe/api/monitor_body.hpp"

namespace probe::api {

namespace {

// Texts are written as in JSON, with everything but ASCII as \uXXXX, which both read alike.
std::string written(const Json& value) { return value.dump(-1, ' ', true, Json::error_handler_t::replace); }

// Scalars and lists of them on a line each; false: there is an object where none can be.
bool add_lines(const Json& object, std::string& toml) {
    for (const auto& [key, value] : object.items()) {
        if (value.is_null()) continue;
        if (value.is_object()) return false;
        if (!value.is_array()) {
            toml += written(Json(key)) + " = " + written(value) + "\n";
            continue;
        }
        std::string list;
        for (const Json& one : value) {
            if (one.is_structured() || one.is_null()) return false;
            list += (list.empty() ? "" : ", ") + written(one);
        }
        toml += written(Json(key)) + " = [" + list + "]\n";
    }
    return true;
}

}  // namespace

Result<MonitorText> monitor_text(const Request& request) {
    const std::string type = request.content_type.substr(0, request.content_type.find_first_of("; "));
    if (type == "application/toml") return MonitorText{request.body, false};
    if (type != "application/json")
        return fail("the body must be JSON or TOML; send Content-Type: application/json or application/toml");
    const MonitorText wrong{"the body is not a JSON object of a monitor, like {\"interface\": \"eth0\", \"code\": \"...\"}",
                            true};
    Json monitor = Json::parse(request.body, nullptr, false);
    if (!monitor.is_object()) return wrong;
    Json metrics = Json::array();
    if (monitor.contains("metric")) {
        metrics = monitor.at("metric");
        monitor.erase("metric");
    }
    MonitorText text;
    if (!metrics.is_array() || !add_lines(monitor, text.toml)) return wrong;
    for (const Json& metric : metrics) {
        text.toml += "[[metric]]\n";
        if (!metric.is_object() || !add_lines(metric, text.toml)) return wrong;
    }
    return text;
}

}  // namespace probe::api
