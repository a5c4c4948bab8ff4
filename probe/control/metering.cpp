// SPDX-License-Identifier: Apache-2.0
#include "probe/control/metering.hpp"

#include <algorithm>
#include <set>

#include "probe/session/load_sources.hpp"

namespace probe {

namespace {

// Each of the first would have to detach all interfaces for a moment, in which packets pass unseen; the others would cut off who asks.
const std::set<std::string> kFixed = {"mode",           "direction",    "promisc",     "fix-offloads",  "control",
                                      "control-listen", "control-cert", "control-key", "control-tokens"};
const std::set<std::string> kOfInterfaces = {"interface", "stacked", "wait"};
const std::set<std::string> kOfCollectors = {"collector", "balance", "biflow", "template-refresh", "template-refresh-messages",
                                             "options-interval", "max-message", "domain",
                                             // what options and headers of messages tell
                                             "active", "idle", "sampling", "sampling-method", "sampling-scale"};

bool are_same(const config::Setting& setting, const config::Settings& one, const config::Settings& other) {
    return std::visit([&](const auto& kind) { return one.*kind.into == other.*kind.into; }, setting.kind);
}

bool has_any(const std::vector<std::string>& names, const std::set<std::string>& of) {
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) { return of.contains(name); });
}

bool show_same(const bpf::Layouts& one, const bpf::Layouts& other) {
    const auto same_column = [](const bpf::Column& a, const bpf::Column& b) {
        return a.feature->name == b.feature->name && a.feature->id == b.feature->id && a.feature->pen == b.feature->pen &&
               a.feature->type == b.feature->type;
    };
    return std::equal(one.tables.begin(), one.tables.end(), other.tables.begin(), other.tables.end(),
                      [&](const bpf::Layout& a, const bpf::Layout& b) {
                          return std::equal(a.columns.begin(), a.columns.end(), b.columns.begin(), b.columns.end(), same_column);
                      });
}

}  // namespace

exporter::FlowCacheSettings Metering::cache_settings() const {
    exporter::FlowCacheSettings chosen = settings.cache_settings();
    chosen.max_flows = static_cast<std::size_t>(memory.most_flows);
    return chosen;
}

Result<std::shared_ptr<Metering>> make_metering(const MeterSettings& settings) {
    auto metering = std::make_shared<Metering>();
    metering->settings = settings;
    auto catalogue = bpf::Catalogue::load(settings.features_folder);
    if (!catalogue) return tl::unexpected(catalogue.error());
    metering->catalogue = std::move(*catalogue);
    auto sources = load_sources(settings);
    if (!sources) return tl::unexpected(sources.error());
    metering->sources = std::move(*sources);
    PlanRequest wanted = settings.plan_request();
    wanted.configured = metering->sources->configured;
    wanted.own_export = !settings.collectors.empty();
    auto plan = make_plan(wanted, metering->catalogue);
    if (!plan) return tl::unexpected(plan.error());
    metering->plan = std::move(*plan);
    const auto request = memory_request(settings.memory_mib << 20, settings.max_flows);
    if (!request) return tl::unexpected(request.error());
    const auto memory = plan_memory(metering->plan, *request);
    if (!memory) return tl::unexpected(memory.error());
    metering->memory = *memory;
    metering->text = compose(metering->plan, Source::live);
    return metering;
}

// The text tells all that the compiler sees, for one kind of place as for the others; the rest is what the loader says to the program.
bool have_same_program(const Metering& one, const Metering& other) {
    return one.memory.tables == other.memory.tables && one.plan.sampling.method == other.plan.sampling.method &&
           one.plan.sampling.interval == other.plan.sampling.interval && point_parts(one.plan) == point_parts(other.plan) &&
           (one.plan.layouts.states.empty() || one.settings.idle_s == other.settings.idle_s) && one.text == other.text;
}

std::vector<std::string> differing(const config::Settings& one, const config::Settings& other) {
    std::vector<std::string> names;
    for (const config::Setting& setting : config::settings())
        if (!are_same(setting, one, other)) names.push_back(setting.name);
    if (one.policies != other.policies) names.emplace_back("policy");
    return names;
}

Result<Changes> changes_between(const Metering& present, const Metering& wanted) {
    Changes changes;
    changes.settings = differing(present.settings, wanted.settings);
    for (const std::string& name : changes.settings)
        if (kFixed.contains(name))
            return fail(name + " cannot change while the probe runs; restart it, or set " + name + " back to what it was");
    changes.program = !have_same_program(present, wanted);
    changes.interfaces = has_any(changes.settings, kOfInterfaces);
    changes.collectors = has_any(changes.settings, kOfCollectors);
    // What computed fields are made of is read anew in any case.
    changes.flows = true;
    const bool is_possible = !Flows::carries(present.plan, wanted.plan).empty();
    const bool is_unseen = !changes.program && show_same(present.plan.exported, wanted.plan.exported);
    changes.carries = is_possible && (is_unseen || wanted.settings.carry);
    return changes;
}

}  // namespace probe
