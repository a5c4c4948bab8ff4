// SPDX-License-Identifier: Apache-2.0
// Facts of fields as JSON, for the command `fields` and the API alike.
#pragma once

#include <nlohmann/json.hpp>

#include <vector>

#include "bpf/feature.hpp"

namespace probe {

[[nodiscard]] nlohmann::ordered_json field_list(const std::vector<const bpf::Feature*>& features);

}  // namespace probe
