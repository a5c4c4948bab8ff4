// SPDX-License-Identifier: Apache-2.0
#include "probe/compose/plan.hpp"

#include <algorithm>

#include "exporter/completion.hpp"
#include "exporter/pairing.hpp"
#include "probe/compose/source_text.hpp"

namespace probe {

void tell(const Sampling& sampling, bpf::shared::settings& settings) {
    settings.sampling_interval = sampling.interval;
    settings.sampling_threshold = static_cast<std::uint32_t>((std::uint64_t{1} << 32) / sampling.interval - 1);
}

namespace {

// What a setting needs of a flow to tell another field of it.
struct Need {
    const char* setting;
    const char* told;
    const char* needed;
};
constexpr Need kNeeds[] = {
    {"if_networks", "INPUT_SNMP", "IPV4_SRC_ADDR"},   {"if_networks", "OUTPUT_SNMP", "IPV4_DST_ADDR"},
    {"if_networks MAC", "INPUT_SNMP", "IN_SRC_MAC"},  {"if_networks MAC", "OUTPUT_SNMP", "IN_DST_MAC"},
    {"route_lookup", "OUTPUT_SNMP", "IPV4_DST_ADDR"}, {"local_traffic_direction", "DIRECTION", "IPV4_DST_ADDR"},
};

void add_needs_of_settings(const Plan& plan, const bpf::Catalogue& catalogue, std::vector<const bpf::Feature*>& hidden) {
    for (const Need& need : kNeeds) {
        const bool is_set = std::find(plan.configured.begin(), plan.configured.end(), need.setting) != plan.configured.end();
        const bool is_told = std::any_of(plan.fields.begin(), plan.fields.end(),
                                         [&](const bpf::Feature* field) { return field->name == need.told; });
        if (is_set && is_told) hidden.push_back(catalogue.find(need.needed));
    }
}

// Whether the ports of a packet tell flows apart.
bool has_ports(const bpf::Layouts& layouts) {
    const auto reads = [](const bpf::Member& member) {
        const std::string& code = member.feature->code;
        return member.feature->role == bpf::Role::key && (code.find("packet->source_port") != std::string::npos ||
                                                          code.find("packet->destination_port") != std::string::npos);
    };
    return std::any_of(layouts.tables.begin(), layouts.tables.end(), [&](const bpf::Layout& layout) {
        return std::any_of(layout.members.begin(), layout.members.end(), reads);
    });
}

std::string remark_on(const Plan& plan) {
    const bool finds_partners = std::all_of(plan.layouts.tables.begin(), plan.layouts.tables.end(),
                                            [](const auto& layout) { return exporter::Pairing(layout).is_possible(); });
    if (!plan.layouts.bidirectional || finds_partners) return {};
    const auto asked =
        std::find_if(plan.fields.begin(), plan.fields.end(), [](const auto* field) { return field->bidirectional; });
    return (*asked)->name +
           " will not see the other direction: it is found by addresses and ports, source and destination both; add those to the "
           "fields that are missing (IPV4_SRC_ADDR, IPV4_DST_ADDR, L4_SRC_PORT, L4_DST_PORT, PROTOCOL)";
}

}  // namespace

Result<Plan> make_plan(const PlanRequest& request, const bpf::Catalogue& catalogue) {
    Plan plan;
    auto fields = config::choose_fields(request.fields, catalogue);
    if (!fields) return tl::unexpected(fields.error());
    plan.fields = std::move(*fields);
    std::vector<const bpf::Feature*> hidden;
    for (const std::string& name : request.hidden) {
        const auto field = catalogue.require(name);
        if (!field) return tl::unexpected(field.error());
        hidden.push_back(*field);
    }
    auto droppers = config::choose_droppers(request.droppers, catalogue);
    if (!droppers) return tl::unexpected(droppers.error());
    plan.droppers = std::move(*droppers);
    plan.configured = request.configured;
    add_needs_of_settings(plan, catalogue, hidden);
    plan.layouts = bpf::make_layouts(plan.fields, hidden, catalogue, plan.configured);
    plan.biflows = request.biflows;
    plan.exported = exporter::completed(plan.layouts, plan.configured, plan.biflows.directions);
    if (std::all_of(plan.fields.begin(), plan.fields.end(), [](const auto* field) { return !field->reverse_of.empty(); }) &&
        plan.biflows.directions == exporter::Directions::split)
        return fail("split_biflow leaves out fields of the other direction, and no others are asked for; add " +
                    plan.fields.front()->reverse_of + ", the counterpart of " + plan.fields.front()->name);
    plan.own_export = request.own_export;
    plan.remark = remark_on(plan);
    plan.sampling = request.sampling;
    if (plan.sampling.method == Sampling::Method::flows && is_single(plan))
        return fail("sampling of flows needs fields that tell flows apart, like IPV4_SRC_ADDR; ask for one, or sample packets");
    if (plan.sampling.method == Sampling::Method::flows && plan.sampling.scaled)
        return fail(
            "sampling_scale makes up for packets that are left out of flows; sampling_method flows leaves out none; drop one of them");
    plan.tunnels = request.tunnels;
    plan.fragments = request.fragments && has_ports(plan.layouts);
    return plan;
}

}  // namespace probe
