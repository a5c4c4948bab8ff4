// SPDX-License-Identifier: Apache-2.0
#include "probe/compose/plan.hpp"

#include <algorithm>

namespace probe {

std::vector<std::string> split_names(const std::string& text) {
    std::vector<std::string> names;
    std::string name;
    for (const char letter : text + " ") {
        if (std::string_view(" \t\r\n,\\").find(letter) == std::string_view::npos) {
            name += letter;
        } else if (!name.empty()) {
            names.push_back(std::move(name));
            name.clear();
        }
    }
    return names;
}

static Result<std::vector<const bpf::Feature*>> resolve(const std::vector<std::string>& names, const bpf::Catalogue& catalogue) {
    std::vector<const bpf::Feature*> features;
    for (const std::string& name : names) {
        const auto feature = catalogue.require(name);
        if (!feature) return tl::unexpected(feature.error());
        if (std::find(features.begin(), features.end(), *feature) == features.end()) features.push_back(*feature);
    }
    return features;
}

Result<Plan> make_plan(const PlanRequest& request, const bpf::Catalogue& catalogue) {
    Plan plan;
    auto fields = resolve(request.fields, catalogue);
    if (!fields) return tl::unexpected(fields.error());
    if (fields->empty()) return fail("no field is asked for; name at least one (`xdpflow fields` lists them)");
    if (fields->size() > kMostFields)
        return fail(std::to_string(fields->size()) + " fields are asked for; one program holds at most " +
                    std::to_string(kMostFields) + ": leave some out");
    plan.fields = std::move(*fields);
    const auto hidden = resolve(request.hidden, catalogue);
    if (!hidden) return tl::unexpected(hidden.error());
    for (const std::string& name : request.droppers) {
        const auto dropper = catalogue.require_dropper(name);
        if (!dropper) return tl::unexpected(dropper.error());
        if (std::find(plan.droppers.begin(), plan.droppers.end(), *dropper) != plan.droppers.end())
            return fail("the dropper " + name + " is named twice; it can only drop a frame once");
        plan.droppers.push_back(*dropper);
    }
    if (plan.droppers.size() > kMostDroppers)
        return fail("a chain holds at most " + std::to_string(kMostDroppers) + " droppers: leave some out");
    plan.layouts = bpf::make_layouts(plan.fields, *hidden, catalogue);
    return plan;
}

}  // namespace probe
