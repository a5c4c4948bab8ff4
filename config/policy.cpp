// SPDX-License-Identifier: Apache-2.0
#include "config/policy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "config/settings.hpp"

namespace config {

const std::array<MetricFacts, kMetrics>& metrics() {
    static const std::array<MetricFacts, kMetrics> table = {{
        {"packets_per_second", "1/s", "frames that the program was given, of any kind"},
        {"octets_per_second", "1/s", "octets of IP in frames that were metered"},
        {"flows_per_second", "1/s", "flows that began in the flow cache"},
        {"new_flow_ratio", "0 to 1", "flows that began, by packets that were metered"},
        {"active_flows", "flows", "flows in progress in the flow cache, at the end of the second"},
        {"losses_per_second", "1/s", "packets (without IN_PKTS: records) for which the kernel's tables had no room"},
        {"export_losses_per_second", "1/s", "flows given up on their way to collectors"},
        {"ns_per_packet", "ns", "time that the program takes for a packet, as the kernel measures it for 50 ms of every second"},
        {"cpu_share", "CPUs", "CPU time of the process, by time; 1 is one CPU; the program in the kernel is not in it"},
        {"top_source_share",
         "0 to 1",
         "packets from the source address that sent most, by all packets",
         {"IN_PKTS"},
         {"IPV4_SRC_ADDR", "IPV6_SRC_ADDR"}},
        {"syn_share",
         "0 to 1",
         "packets of flows that sent nothing but SYN since the last snapshot, by all packets",
         {"IN_PKTS", "TCP_FLAGS"}},
    }};
    return table;
}

std::string lacking_for(Metric metric, const std::vector<std::string>& fields, const bpf::Catalogue& catalogue) {
    std::set<std::string_view> held;
    for (const std::string& name : split_names(fields))
        if (const auto chosen = choose_fields({name}, catalogue))
            for (const bpf::Feature* feature : *chosen) held.insert(feature->name);
    const MetricFacts& facts = facts_of(metric);
    for (const std::string_view name : facts.all_of)
        if (!held.contains(name)) return std::string(name);
    const auto is_held = [&](std::string_view name) { return held.contains(name); };
    if (facts.one_of.empty() || std::any_of(facts.one_of.begin(), facts.one_of.end(), is_held)) return {};
    return fmt::format("{}", fmt::join(facts.one_of, " or "));
}

bool can_be_set_by_policy(const Setting& setting) {
    static const std::set<std::string> names = {"fields",          "tunnel",         "fragments",    "droppers",       "sampling",
                                                "sampling-method", "sampling-scale", "active",       "idle",           "tcp-end",
                                                "max-flows",       "interval",       "split-biflow", "biflows-export", "carry"};
    return names.contains(setting.name);
}

bool Policy::is_ended_by(const Condition& condition) const {
    return condition.until || std::none_of(when.begin(), when.end(), [](const Condition& one) { return one.until.has_value(); });
}

bool operator==(const Policy& one, const Policy& other) {
    const auto is_same = [&](const Setting* setting) {
        return std::visit([&](const auto& kind) { return (*one.values).*kind.into == (*other.values).*kind.into; },
                          setting->kind);
    };
    return one.name == other.name && one.when == other.when && one.hold_s == other.hold_s && one.release_s == other.release_s &&
           one.budget == other.budget && one.sets == other.sets && std::all_of(one.sets.begin(), one.sets.end(), is_same);
}

}  // namespace config
