// SPDX-License-Identifier: Apache-2.0
// What one program has to do: the fields and droppers asked for, by name, resolved and laid out.
#pragma once

#include <string>
#include <vector>

#include "bpf/catalogue.hpp"
#include "bpf/layout.hpp"
#include "bpf/result.hpp"

namespace probe {

// nProbe's default template (IPv6 flows get IPV6_* in place of IPV4_*).
inline constexpr const char* kDefaultFields =
    "IPV4_SRC_ADDR IPV4_DST_ADDR INPUT_SNMP OUTPUT_SNMP IN_PKTS IN_BYTES FIRST_SWITCHED LAST_SWITCHED L4_SRC_PORT L4_DST_PORT "
    "TCP_FLAGS PROTOCOL SRC_TOS SRC_AS DST_AS";

// More fields than this are refused: the program would not fit what the kernel verifies.
inline constexpr std::size_t kMostFields = 160;
inline constexpr std::size_t kMostDroppers = 8;

struct Plan {
    std::vector<const bpf::Feature*> fields;    // as asked for, each once
    std::vector<const bpf::Dropper*> droppers;  // in the order of the chain
    bpf::Layouts layouts;
};

// Splits a template as users write it: names between blanks, commas or backslashes, with or without '%'.
[[nodiscard]] std::vector<std::string> split_names(const std::string& text);

struct PlanRequest {
    std::vector<std::string> fields;
    std::vector<std::string> droppers;
    std::vector<std::string> hidden;  // fields to be held but not shown
};

// The catalogue must outlive the plan.
[[nodiscard]] Result<Plan> make_plan(const PlanRequest& request, const bpf::Catalogue& catalogue);

}  // namespace probe
