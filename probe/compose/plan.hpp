// SPDX-License-Identifier: Apache-2.0
// What one program has to do: the fields and droppers asked for, by name, resolved and laid out.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bpf/catalogue.hpp"
#include "bpf/layout.hpp"
#include "bpf/result.hpp"
#include "bpf/shared.hpp"
#include "config/names.hpp"
#include "exporter/completion.hpp"

namespace probe {

using config::kDefaultFields;
using config::split_names;

// Which packets are metered: bpf/sampling.h. The numbers are those of SAMPLING there.
struct Sampling {
    enum class Method : std::uint8_t { none = 0, count = 1, random = 2, flows = 3 };
    Method method = Method::none;
    std::uint32_t interval = 1;  // one of so many
    bool scaled = false;         // sums of records are multiplied by it when they are exported

    bool operator==(const Sampling&) const = default;
};

// What the program is told of it.
void tell(const Sampling& sampling, bpf::shared::settings& settings);

// Which flows are exported where directions are joined: all, or only those that have both directions, or one.
enum class BiflowPolicy : std::uint8_t { all, bidirectional, unidirectional };

// What becomes of flows whose directions are joined; without effect on others.
struct Biflows {
    exporter::Directions directions = exporter::Directions::joined;
    BiflowPolicy policy = BiflowPolicy::all;
};

struct Plan {
    std::vector<const bpf::Feature*> fields;    // as asked for, each once
    std::vector<const bpf::Dropper*> droppers;  // in the order of the chain
    bpf::Layouts layouts;                       // of the records that the program makes
    bpf::Layouts exported;                      // of the flows made of them: with computed fields, see exporter/completion.hpp
    std::vector<std::string> configured;        // see PlanRequest
    bool own_export = false;                    // see PlanRequest
    Sampling sampling;
    std::uint32_t tunnels = 0;  // likewise
    bool fragments = false;     // the program gives later fragments the ports of their datagram: bpf/fragments/table.h
    Biflows biflows{};
    std::string remark;  // what a user should know: fields of the other direction that will stay 0, and why; or empty
};

struct PlanRequest {
    std::vector<std::string> fields;
    std::vector<std::string> droppers;
    std::vector<std::string> hidden;  // fields to be held but not shown
    bool own_export = false;          // flows are sent to collectors, and what is sent is not to be metered: bpf/own_export.h
    std::uint32_t tunnels = 0;        // levels of tunnels that are looked into, 0 to config::kMostTunnels: bpf/parsers/tunnels.h
    Sampling sampling{};
    bool fragments = false;                 // later fragments get the ports of their datagram, where ports are keys
    std::vector<std::string> configured{};  // settings that are set and that fields may have as their source
    Biflows biflows{};
};

// The catalogue must outlive the plan.
[[nodiscard]] Result<Plan> make_plan(const PlanRequest& request, const bpf::Catalogue& catalogue);

}  // namespace probe
