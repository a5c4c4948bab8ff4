// SPDX-License-Identifier: Apache-2.0
#include "probe/compose/plan.hpp"

#include "exporter/completion.hpp"

namespace probe {

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
    return plan;
}

}  // namespace probe
