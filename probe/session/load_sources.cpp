// SPDX-License-Identifier: Apache-2.0
#include "probe/session/load_sources.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

#include "config/engine.hpp"
#include "probe/session/own_address.hpp"

namespace probe {
namespace {

Result<> load_rules(const config::Settings& settings, exporter::Sources& sources) {
    std::vector<exporter::PrefixTable::Entry> networks;
    for (const std::string& text : settings.if_networks) {
        auto rules = config::load_interface_rules(text);
        if (!rules) return tl::unexpected(rules.error());
        for (const config::InterfaceRule& rule : *rules) {
            if (const auto* mac = std::get_if<config::Mac>(&rule.whose))
                sources.interface_macs.insert_or_assign(*mac, rule.interface);
            else
                networks.push_back({std::get<config::Network>(rule.whose), rule.interface});
        }
    }
    sources.interface_networks = exporter::PrefixTable(std::move(networks));
    return {};
}

Result<> load_local_networks(const config::Settings& settings, exporter::Sources& sources) {
    std::vector<exporter::PrefixTable::Entry> local;
    for (const std::string& text : settings.local_networks) {
        const auto networks = config::parse_networks(text);
        if (!networks) return tl::unexpected(networks.error());
        for (const config::Network& network : *networks) local.push_back({network, 1});
    }
    if (settings.local_traffic_direction && local.empty())
        return fail("local-traffic-direction needs to know which networks are local; name them with local-networks");
    sources.local_networks = exporter::PrefixTable(std::move(local));
    return {};
}

void note_configured(const config::Settings& settings, exporter::Sources& sources) {
    const auto note = [&](bool is_set, const char* setting) {
        if (is_set) sources.configured.emplace_back(setting);
    };
    note(!settings.as_list.empty(), "as_list");
    note(!settings.city_list.empty(), "city_list");
    note(!sources.interface_networks.empty(), "if_networks");
    note(!sources.interface_macs.empty(), "if_networks MAC");
    note(settings.local_traffic_direction, "local_traffic_direction");
    note(settings.route_lookup, "route_lookup");
}

// What is scaled is told as if nothing had been left out; flows are never scaled.
void tell_sampling(const config::Settings& settings, exporter::ProbeFacts& probe) {
    const bool is_scaled = settings.sampling_scale && settings.sampling_method != "flows";
    if (settings.sampling == 1 || is_scaled) return;
    probe.sampling_interval = static_cast<std::uint32_t>(settings.sampling);
    probe.sampling_algorithm = settings.sampling_method == "deterministic" ? 1 : 2;
}

// IANA's elements 36 and 37 have 16 bits.
std::uint16_t whole_seconds(double seconds) {
    return static_cast<std::uint16_t>(std::min<double>(std::ceil(seconds), std::numeric_limits<std::uint16_t>::max()));
}

// No number comes twice, not even after a new start: it begins with the second of this one.
std::uint64_t first_flow_id() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::seconds>(now).count()) << 32 | 1;
}

}  // namespace

Result<std::unique_ptr<exporter::Sources>> load_sources(const config::Settings& settings) {
    auto sources = std::make_unique<exporter::Sources>();
    const auto engine = config::parse_engine(settings.engine);
    if (!engine) return tl::unexpected(engine.error());
    for (const auto& loaded : {load_rules(settings, *sources), load_local_networks(settings, *sources)})
        if (!loaded) return tl::unexpected(loaded.error());
    if (!settings.as_list.empty() || !settings.city_list.empty()) {
        auto addresses = exporter::AddressBook::open(settings.as_list, settings.city_list);
        if (!addresses) return tl::unexpected(addresses.error());
        sources->addresses = std::move(*addresses);
    }
    sources->names = exporter::ServiceNames::of_this_system();
    note_configured(settings, *sources);
    exporter::ProbeFacts& probe = sources->probe;
    probe.active_s = whole_seconds(settings.active_s);
    probe.idle_s = whole_seconds(settings.idle_s);
    probe.engine_type = engine->type;
    probe.engine_id = engine->id;
    probe.observation_domain = static_cast<std::uint32_t>(settings.observation_domain);
    probe.instance_name = settings.instance_name;
    tell_sampling(settings, probe);
    const OwnAddresses own = own_addresses();
    probe.ipv4 = own.ipv4;
    probe.ipv6 = own.ipv6;
    sources->next_flow_id = first_flow_id();
    return sources;
}

}  // namespace probe
