// SPDX-License-Identifier: Apache-2.0
// nProbe's list of autonomous systems: a line "AS:NETWORK" each, like "64496:192.0.2.0/24"; plain or gzipped. What follows a # is a
// remark.
#pragma once

#include <string>

#include "bpf/result.hpp"
#include "exporter/prefix_table.hpp"

namespace exporter {

// The values are AS numbers. The error names file and line.
[[nodiscard]] Result<PrefixTable> load_as_list(const std::string& path);

}  // namespace exporter
