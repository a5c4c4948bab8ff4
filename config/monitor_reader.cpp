// SPDX-License-Identifier: Apache-2.0
#include "config/monitor_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>

#include "bpf/one_line.hpp"
#include "bpf/similar.hpp"

namespace config {

namespace {

constexpr std::size_t kMostMonitors = 16, kMostMetrics = 64;

// Names become parts of paths and of names of time series.
bool is_name(const std::string& text) {
    const auto is_letter = [](char one) { return (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z') || one == '_'; };
    return !text.empty() && text.size() <= 64 && is_letter(text.front()) &&
           std::all_of(text.begin(), text.end(), [&](char one) { return is_letter(one) || (one >= '0' && one <= '9'); });
}

class Reader {
 public:
    Reader(const std::string& path, std::vector<Error>& mistakes) : path_(path), mistakes_(mistakes) {}

    void complain(const toml::node& node, const std::string& message) { complain(node.source(), message); }
    void complain(const toml::source_region& where, const std::string& message) {
        mistakes_.push_back(
            {bpf::one_line(message), path_, static_cast<int>(where.begin.line), static_cast<int>(where.begin.column)});
    }

    using Take = std::function<void(const toml::node& node)>;
    using Keys = std::vector<std::pair<std::string, Take>>;

    void take(const toml::table& table, const Keys& keys, const std::string& of) {
        for (const auto& [key, node] : table) {
            const auto known =
                std::find_if(keys.begin(), keys.end(), [&, &key = key](const auto& one) { return one.first == key.str(); });
            if (known != keys.end()) {
                known->second(node);
                continue;
            }
            std::vector<std::string> names;
            for (const auto& [name, unused] : keys) names.push_back(name);
            const std::string similar = bpf::most_similar(key.str(), names);
            std::string all;
            for (const std::string& name : names) all += (all.empty() ? "" : ", ") + name;
            complain(key.source(), fmt::format("unknown key \"{}\" of {}; {}", key.str(), of,
                                               similar.empty() ? "there are " + all : "did you mean " + similar + "?"));
        }
    }

    Take text(std::string& into, const char* key, std::vector<std::string> words = {}) {
        return [this, &into, key, words = std::move(words)](const toml::node& node) {
            const auto value = node.value_exact<std::string>();
            std::string must_be = "a text in quotes";
            for (const std::string& word : words)
                must_be = must_be.front() == 'a' ? "\"" + word + "\"" : must_be + " or \"" + word + "\"";
            const bool is_sound = value && !value->empty() &&
                                  (words.empty() || std::find(words.begin(), words.end(), *value) != words.end()) &&
                                  value->find('\0') == std::string::npos;
            if (!is_sound) return complain(node, std::string(key) + " must be " + must_be);
            into = *value;
        };
    }
    Take name(std::string& into) {
        return [this, &into](const toml::node& node) {
            const auto value = node.value_exact<std::string>();
            if (!value || !is_name(*value))
                return complain(node, "name must be a text of up to 64 letters, digits and \"_\", with no digit first");
            into = *value;
        };
    }
    Take flag(bool& into, const char* key) {
        return [this, &into, key](const toml::node& node) {
            const auto value = node.value_exact<bool>();
            if (!value) return complain(node, std::string(key) + " must be true or false");
            into = *value;
        };
    }
    Take order(std::int64_t& into) {
        return [this, &into](const toml::node& node) {
            const auto value = node.value_exact<std::int64_t>();
            if (!value || *value < -Monitor::kMostOrder || *value > Monitor::kMostOrder || *value == 0)
                return complain(node, "order must be a number from -1000 to 1000 but 0, which is the flow probe's");
            into = *value;
        };
    }
    Take interfaces(std::vector<std::string>& into) {
        return [this, &into](const toml::node& node) {
            const auto take_one = [&](const toml::node& one) {
                const auto value = one.value_exact<std::string>();
                if (!value || value->empty() || value->size() > 127 || value->find_first_of(" /*") != std::string::npos ||
                    *value == "any")
                    return complain(one,
                                    "interface must be the name of one, or a list of names; patterns are for the flow probe");
                if (std::find(into.begin(), into.end(), *value) != into.end())
                    return complain(one, "interface \"" + *value + "\" is named twice");
                into.push_back(*value);
            };
            if (const toml::array* list = node.as_array())
                for (const toml::node& one : *list) take_one(one);
            else
                take_one(node);
        };
    }

 private:
    const std::string& path_;
    std::vector<Error>& mistakes_;
};

class MonitorReader : Reader {
 public:
    using Reader::complain;
    using Reader::Reader;

    Monitor read(const toml::table& table) {
        Monitor monitor;
        take(table,
             {{"name", name(monitor.name)},
              {"interface", interfaces(monitor.interfaces)},
              {"direction", text(monitor.direction, "direction", {"in", "out"})},
              {"source", text(monitor.source, "source")},
              {"code", text(monitor.code, "code")},
              {"object", text(monitor.object, "object")},
              {"order", order(monitor.order)},
              {"metric", [&](const toml::node& node) { read_metrics(node, monitor); }}},
             "a monitor");
        if (!table.contains("name")) complain(table, "this monitor has no name");
        if (!table.contains("interface")) complain(table, "this monitor has no interface");
        const int texts = table.contains("source") + table.contains("code") + table.contains("object");
        if (texts != 1) complain(table, "a monitor has either a source (file), or code, or an object (file)");
        return monitor;
    }

 private:
    void read_metrics(const toml::node& node, Monitor& monitor) {
        const toml::array* list = node.as_array();
        if (!list || !list->is_array_of_tables()) return complain(node, "metrics are tables: [[monitor.metric]]");
        std::set<std::string> names, maps;
        for (const toml::node& one : *list) {
            MonitorMetric metric = read_metric(*one.as_table());
            if (!metric.name.empty() && !names.insert(metric.name).second)
                complain(one, "there is a metric \"" + metric.name + "\" of this monitor already");
            if (!metric.map.empty() && !maps.insert(metric.map).second)
                complain(one, "map \"" + metric.map + "\" has a metric already; one reads all of it");
            monitor.metrics.push_back(std::move(metric));
        }
        if (list->size() > kMostMetrics) complain(node, "a monitor has at most 64 metrics");
    }

    MonitorMetric read_metric(const toml::table& table) {
        MonitorMetric metric;
        take(table,
             {{"name", name(metric.name)},
              {"map", text(metric.map, "map")},
              {"help", text(metric.help, "help")},
              {"snapshot", flag(metric.snapshot, "snapshot")},
              {"init", flag(metric.init, "init")},
              {"agg", text(metric.agg, "agg", {"sum", "avg"})},
              {"format", text(metric.format, "format", {"json", "openmetrics"})}},
             "a metric");
        if (!table.contains("name")) complain(table, "this metric has no name");
        if (!table.contains("map")) metric.map = metric.name;
        return metric;
    }
};

}  // namespace

Monitor read_monitor_file(std::string_view text, const std::string& path, const std::string& name, std::vector<Error>& mistakes) {
    const auto table = bpf::parse_toml(text, path);
    if (!table) {
        mistakes.push_back(table.error());
        return {};
    }
    toml::table named = *table;
    MonitorReader reader(path, mistakes);
    const auto own = named["name"].value<std::string>();
    if (own && *own != name) reader.complain(named, "name is \"" + *own + "\", but \"" + name + "\" was asked for");
    named.insert_or_assign("name", name);
    return reader.read(named);
}

Monitor read_monitor(std::string_view text, const std::string& name, std::vector<Error>& mistakes) {
    Monitor monitor = read_monitor_file(text, "", name, mistakes);
    if (!monitor.source.empty() || !monitor.object.empty())
        mistakes.push_back({"source and object are files of the probe's; over the API a monitor has code", "", 0, 0});
    return monitor;
}

std::vector<Monitor> read_monitors(const toml::node& node, const std::string& path, std::vector<Error>& mistakes) {
    MonitorReader reader(path, mistakes);
    std::vector<Monitor> monitors;
    const toml::array* list = node.as_array();
    if (!list || !list->is_array_of_tables()) {
        reader.complain(node, "monitors are tables: [[monitor]]");
        return monitors;
    }
    if (list->size() > kMostMonitors) reader.complain(node, "there are at most 16 monitors");
    std::set<std::string> names;
    for (const toml::node& one : *list) {
        Monitor monitor = reader.read(*one.as_table());
        if (!monitor.name.empty() && !names.insert(monitor.name).second)
            reader.complain(one, "there is a monitor \"" + monitor.name + "\" already");
        monitors.push_back(std::move(monitor));
    }
    return monitors;
}

}  // namespace config
