// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <optional>

#include "bpf/similar.hpp"
#include "config/setting_reader.hpp"

namespace config {

namespace {

constexpr double kMostSeconds = 86'400, kLeastBudget = 1, kMostBudget = 1e6;
constexpr double kRestoreShare = 0.8;  // of the budget, unless it is said

std::string guess(std::string_view name, const std::vector<std::string>& names) {
    const std::string similar = bpf::most_similar(name, names);
    return similar.empty() ? fmt::format("it is one of: {}", fmt::join(names, ", ")) : "did you mean " + similar + "?";
}

// One table [[policy]].
class PolicyTaker {
 public:
    PolicyTaker(const toml::table& table, const std::string& path, Reading& reading)
        : table_(table),
          path_(path),
          reading_(reading) {}

    void take() {
        for (const auto& [key, node] : table_) take(key, node);
        complete();
        policy_.values = std::make_shared<const Settings>(set_.settings);
        reading_.settings.policies.push_back(std::move(policy_));
        reading_.policy_places.push_back(place_of(table_.source()));
        reading_.parts.push_back(std::move(set_));
    }

 private:
    void complain(const std::string& message, const toml::source_region& where) {
        config::complain(reading_, message, path_, where);
    }

    void take(const toml::key& key, const toml::node& node) {
        const std::string_view name = key.str();
        if (name == "name") return take_name(node);
        if (name == "when") return take_conditions(node);
        if (name == "set") return take_settings(node);
        if (name == "hold") return take_number(key, node, 0, kMostSeconds, "a number of seconds from 0 to 86400", policy_.hold_s);
        if (name == "release")
            return take_number(key, node, 0, kMostSeconds, "a number of seconds from 0 to 86400", policy_.release_s);
        if (name == "budget_ns_per_packet") return take_ns(key, node, budget_);
        if (name == "restore_below") return take_ns(key, node, restore_below_);
        if (name == "shed") return take_shed(node);
        complain(
            fmt::format("unknown key \"{}\" in a policy; {}", name,
                        guess(name, {"name", "when", "hold", "release", "set", "budget_ns_per_packet", "restore_below", "shed"})),
            key.source());
    }

    void take_name(const toml::node& node) {
        const auto text = node.value_exact<std::string>();
        const auto is_plain = [](unsigned char letter) { return std::isalnum(letter) || letter == '-' || letter == '_'; };
        if (!text || text->empty() || text->size() > Policy::kLongestName || !std::all_of(text->begin(), text->end(), is_plain))
            return complain("name must be a text of 1 to 64 letters, digits, - and _", node.source());
        for (const Policy& other : reading_.settings.policies)
            if (other.name == *text) complain("there are two policies called " + *text, node.source());
        policy_.name = *text;
    }

    void take_number(const toml::key& key, const toml::node& node, double least, double most, const char* must_be, double& into) {
        const auto value = node.is_number() ? node.value<double>() : std::nullopt;
        if (!value || !(*value >= least && *value <= most))
            return complain(fmt::format("{} must be {}", key.str(), must_be), node.source());
        into = *value;
    }

    void take_ns(const toml::key& key, const toml::node& node, std::optional<double>& into) {
        double value = 0;
        take_number(key, node, kLeastBudget, kMostBudget, "a number of nanoseconds from 1 to 1000000", value);
        if (value > 0) into = value;
    }

    void take_shed(const toml::node& node) {
        const Setting* fields = find_setting("fields");
        Reading list;  // read as `fields` is; its names are checked with the others'
        take_setting(*fields, node, path_, list);
        for (Error& mistake : list.mistakes) {
            if (mistake.message.starts_with("fields ")) mistake.message.replace(0, 6, "shed");
            reading_.mistakes.push_back(std::move(mistake));
        }
        list.mistakes.clear();
        shed_ = list.settings.fields;
        reading_.parts.push_back(std::move(list));
    }

    void take_settings(const toml::node& node) {
        const toml::table* table = node.as_table();
        if (!table || table->empty()) return complain("set must be a table of settings, like set.sampling = 10", node.source());
        for (const auto& [key, value] : *table) {
            const Setting* setting = find_setting(key.str());
            if (!setting || !can_be_set_by_policy(*setting) || value.is_table()) {
                std::vector<std::string> names;
                for (const Setting& one : settings())
                    if (can_be_set_by_policy(one)) names.push_back(one.key());
                complain(fmt::format("a policy cannot set \"{}\"; {}", key.str(), guess(key.str(), names)), key.source());
                continue;
            }
            take_setting(*setting, value, path_, set_);
            policy_.sets.push_back(setting);
        }
        for (Error& mistake : set_.mistakes) reading_.mistakes.push_back(std::move(mistake));
        set_.mistakes.clear();
        std::sort(policy_.sets.begin(), policy_.sets.end());
    }

    void take_conditions(const toml::node& node) {
        const toml::table* table = node.as_table();
        if (!table || table->empty())
            return complain("when must be a table of metrics, like when.new_flow_ratio = { above = 0.5, until = 0.2 }",
                            node.source());
        for (const auto& [key, value] : *table) take_condition(key, value);
    }

    void take_condition(const toml::key& key, const toml::node& node) {
        const auto& all = metrics();
        const auto found = std::find_if(all.begin(), all.end(), [&](const MetricFacts& one) { return one.name == key.str(); });
        if (found == all.end()) {
            std::vector<std::string> names;
            for (const MetricFacts& one : all) names.emplace_back(one.name);
            return complain(fmt::format("unknown metric \"{}\"; {}", key.str(), guess(key.str(), names)), key.source());
        }
        const auto number = [&](const char* name) -> std::optional<double> {
            const toml::node* value = node.is_table() ? node.as_table()->get(name) : nullptr;
            const auto read = value && value->is_number() ? value->value<double>() : std::nullopt;
            return read && std::isfinite(*read) && *read >= 0 ? read : std::nullopt;
        };
        const auto above = number("above"), below = number("below"), until = number("until");
        const std::size_t known = static_cast<std::size_t>(above || below) + (until ? 1 : 0);
        if (above.has_value() == below.has_value() || node.as_table()->size() != known)
            return complain(
                fmt::format("{} must be {{ above = NUMBER, until = NUMBER }}, or with below in place of above; without "
                            "until it is over where it began",
                            key.str()),
                node.source());
        const double enter = above ? *above : *below;
        if (until && (above ? *until > enter : *until < enter))
            return complain(fmt::format("{}: until must be {} {}, or the same", key.str(),
                                        above ? "less than above," : "more than below,", enter),
                            node.source());
        policy_.when.push_back({static_cast<Metric>(found - all.begin()), above.has_value(), enter, until});
    }

    void complete() {
        const toml::source_region& where = table_.source();
        if (!table_.contains("name")) complain("a policy needs a name", where);
        const bool is_budget = table_.contains("budget_ns_per_packet");
        const bool is_rule = table_.contains("when") || table_.contains("set");
        if (is_budget == is_rule || (is_rule && !(table_.contains("when") && table_.contains("set"))))
            complain("a policy needs when and set, or else budget_ns_per_packet", where);
        for (const char* key : {"restore_below", "shed"})
            if (!is_budget && table_.contains(key)) complain(fmt::format("{} goes with budget_ns_per_packet", key), where);
        if (!budget_) return;
        const double restore = restore_below_.value_or(kRestoreShare * *budget_);
        if (restore > *budget_) complain("restore_below must not be more than budget_ns_per_packet", where);
        for (const Policy& other : reading_.settings.policies)
            if (other.budget) complain("there is more than one budget_ns_per_packet", where);
        policy_.budget = Budget{*budget_, restore, split_names(shed_)};
    }

    const toml::table& table_;
    const std::string& path_;
    Reading& reading_;
    Policy policy_;
    Reading set_;
    std::optional<double> budget_, restore_below_;
    std::vector<std::string> shed_;
};

}  // namespace

void take_policies(const toml::node& node, const std::string& path, Reading& reading) {
    const toml::array* list = node.as_array();
    if (!list || !std::all_of(list->begin(), list->end(), [](const toml::node& one) { return one.is_table(); }))
        return complain(reading, "policy must be written as a table [[policy]]", path, node.source());
    if (list->size() > Policy::kMost) return complain(reading, "there are more than 64 policies", path, node.source());
    for (const toml::node& one : *list) PolicyTaker(*one.as_table(), path, reading).take();
}

}  // namespace config
