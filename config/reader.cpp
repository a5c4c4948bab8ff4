// SPDX-License-Identifier: Apache-2.0
#include "config/reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "bpf/similar.hpp"
#include "config/monitor_reader.hpp"
#include "config/setting_reader.hpp"

namespace config {

namespace {

std::string complaint_of_key(std::string_view key, const toml::node& node) {
    if (node.is_table())
        return fmt::format(
            "\"{}\" is a table; there are none in this file but [[monitor]] and [[policy]]: write every line as `name = value`",
            key);
    std::vector<std::string> keys;
    for (const Setting& setting : settings()) keys.push_back(setting.key());
    const std::string similar = bpf::most_similar(key, keys);
    return fmt::format("unknown setting \"{}\"; {}", key,
                       similar.empty() ? "`man xdpflow.toml` lists them" : "did you mean " + similar + "?");
}

}  // namespace

void Reading::sort_mistakes() {
    std::stable_sort(mistakes.begin(), mistakes.end(),
                     [](const Error& a, const Error& b) { return std::tie(a.line, a.column) < std::tie(b.line, b.column); });
}

Reading read_configuration(std::string_view text, const std::string& path) {
    Reading reading;
    const auto table = bpf::parse_toml(text, path);
    if (!table) {
        reading.mistakes.push_back(table.error());
        return reading;
    }
    for (const auto& [key, node] : *table) {
        if (key.str() == "policy") {
            take_policies(node, path, reading);
            continue;
        }
        if (key.str() == "monitor") {
            reading.settings.monitors = read_monitors(node, path, reading.mistakes);
            continue;
        }
        const Setting* setting = find_setting(key.str());
        if (setting && !node.is_table()) {
            take_setting(*setting, node, path, reading);
            continue;
        }
        complain(reading, complaint_of_key(key.str(), node), path, key.source());
    }
    reading.sort_mistakes();
    return reading;
}

}  // namespace config
