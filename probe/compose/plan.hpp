// SPDX-License-Identifier: Apache-2.0
// What one program has to do: the fields and droppers asked for, by name, resolved and laid out.
#pragma once

#include <string>
#include <vector>

#include "bpf/catalogue.hpp"
#include "bpf/layout.hpp"
#include "bpf/result.hpp"
#include "config/names.hpp"

namespace probe {

using config::kDefaultFields;
using config::split_names;

struct Plan {
    std::vector<const bpf::Feature*> fields;    // as asked for, each once
    std::vector<const bpf::Dropper*> droppers;  // in the order of the chain
    bpf::Layouts layouts;                       // of the records that the program makes
    bpf::Layouts exported;                      // of the flows made of them: with computed fields, see exporter/completion.hpp
    bool own_export = false;                    // see PlanRequest
};

struct PlanRequest {
    std::vector<std::string> fields;
    std::vector<std::string> droppers;
    std::vector<std::string> hidden;  // fields to be held but not shown
    bool own_export = false;          // flows are sent to collectors, and what is sent is not to be metered: bpf/own_export.h
};

// The catalogue must outlive the plan.
[[nodiscard]] Result<Plan> make_plan(const PlanRequest& request, const bpf::Catalogue& catalogue);

}  // namespace probe
