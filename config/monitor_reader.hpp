// SPDX-License-Identifier: Apache-2.0
// The tables [[monitor]] of the configuration file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bpf/result.hpp"
#include "bpf/toml.hpp"
#include "config/monitor.hpp"

namespace config {

// All of them; `mistakes` gets every one there is, with its place in the file `path`. With mistakes the result is incomplete.
[[nodiscard]] std::vector<Monitor> read_monitors(const toml::node& node, const std::string& path, std::vector<Error>& mistakes);

// One, from a text that is its table: `name = "..."` and so on. Source and object, which are files, are not allowed: whoever sends a text
// over the API is not to read this machine's files. Places in mistakes are those of the text. Without mistakes it is sound.
[[nodiscard]] Monitor read_monitor(std::string_view text, const std::string& name, std::vector<Error>& mistakes);

// Likewise from a file, for whoever sends it: source and object may be named.
[[nodiscard]] Monitor read_monitor_file(std::string_view text, const std::string& path, const std::string& name,
                                        std::vector<Error>& mistakes);

}  // namespace config
