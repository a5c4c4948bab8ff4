// SPDX-License-Identifier: Apache-2.0
// The tables [[monitor]] of the configuration file.
#pragma once

#include <string>
#include <vector>

#include "bpf/result.hpp"
#include "bpf/toml.hpp"
#include "config/monitor.hpp"

namespace config {

// All of them; `mistakes` gets every one there is, with its place in the file `path`. With mistakes the result is incomplete.
[[nodiscard]] std::vector<Monitor> read_monitors(const toml::node& node, const std::string& path, std::vector<Error>& mistakes);

}  // namespace config
