// SPDX-License-Identifier: Apache-2.0
// Fields whose values are made when a flow is exported: packets do not carry them, or records hold something shorter for them.
#pragma once

#include <cstdint>
#include <string_view>

#include "exporter/record.hpp"

namespace exporter {

using ComputedValue = std::uint64_t (*)(const Record& record);

// What computes the numeric field of this feature name; nullptr: nothing does.
[[nodiscard]] ComputedValue find_computed(std::string_view feature_name);

// Whether the record has a member for this computed field (see exporter/completion.hpp), which then goes before find_computed().
[[nodiscard]] inline bool is_made(const bpf::Layout& layout, const bpf::Column& column) {
    return column.member && layout.members[*column.member].feature == column.feature &&
           column.feature->role == bpf::Role::computed;
}

}  // namespace exporter
