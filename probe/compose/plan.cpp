// SPDX-License-Identifier: Apache-2.0
#include "probe/compose/plan.hpp"

#include "exporter/completion.hpp"
#include "probe/compose/source_text.hpp"

namespace probe {

void tell(const Sampling& sampling, bpf::shared::settings& settings) {
    settings.sampling_interval = sampling.interval;
    settings.sampling_threshold = static_cast<std::uint32_t>((std::uint64_t{1} << 32) / sampling.interval - 1);
}

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
    plan.layouts = bpf::make_layouts(plan.fields, hidden, catalogue);
    plan.exported = exporter::completed(plan.layouts);
    plan.own_export = request.own_export;
    plan.sampling = request.sampling;
    if (plan.sampling.method == Sampling::Method::flows && is_single(plan))
        return fail("sampling of flows needs fields that tell flows apart, like IPV4_SRC_ADDR; ask for one, or sample packets");
    if (plan.sampling.method == Sampling::Method::flows && plan.sampling.scaled)
        return fail(
            "sampling_scale makes up for packets that are left out of flows; sampling_method flows leaves out none; drop one of them");
    plan.tunnels = request.tunnels;
    return plan;
}

}  // namespace probe
