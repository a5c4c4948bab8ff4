// SPDX-License-Identifier: Apache-2.0
#include "probe/command/monitor_file.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "config/monitor_reader.hpp"

namespace probe {

namespace {

Result<std::string> text_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::string text(std::istreambuf_iterator<char>(file), {});
    if (!file || text.empty()) return tl::unexpected<Error>(Error{"cannot be read, or is empty", path.string(), 0, 0});
    return text;
}

}  // namespace

Result<std::string> monitor_body(const std::string& path, const std::string& name) {
    const auto text = text_of(path);
    if (!text) return text;
    std::vector<Error> mistakes;
    const config::Monitor monitor = config::read_monitor_file(*text, path, name, mistakes);
    if (!mistakes.empty()) return tl::unexpected(mistakes.front());
    std::string code = monitor.code;
    if (!monitor.source.empty()) {
        auto source = text_of(std::filesystem::path(path).parent_path() / monitor.source);
        if (!source) return source;
        code = std::move(*source);
    }
    if (code.empty()) return fail(path + ": over the API a monitor has source or code; an object is for the configuration file");
    nlohmann::ordered_json body = {{"interface", monitor.interfaces},
                                   {"direction", monitor.direction},
                                   {"order", monitor.order},
                                   {"code", code},
                                   {"metric", nlohmann::ordered_json::array()}};
    for (const config::MonitorMetric& metric : monitor.metrics) {
        nlohmann::ordered_json one = {{"name", metric.name},
                                      {"map", metric.map},
                                      {"snapshot", metric.snapshot},
                                      {"init", metric.init},
                                      {"format", metric.format}};
        if (!metric.help.empty()) one["help"] = metric.help;
        if (!metric.agg.empty()) one["agg"] = metric.agg;
        body["metric"].push_back(std::move(one));
    }
    return body.dump(-1, ' ', true, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace probe
