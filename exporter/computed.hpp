// SPDX-License-Identifier: Apache-2.0
// Fields that packets do not carry: their values are made when a flow is exported.
#pragma once

#include <cstdint>
#include <string_view>

#include "exporter/record.hpp"

namespace exporter {

using ComputedValue = std::uint64_t (*)(const Record& record);

// What computes the numeric field of this feature name; nullptr: nothing does.
[[nodiscard]] ComputedValue find_computed(std::string_view feature_name);

}  // namespace exporter
