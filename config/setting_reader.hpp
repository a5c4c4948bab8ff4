// SPDX-License-Identifier: Apache-2.0
// Values of a configuration file, one by one: for the file itself, and for what its policies set.
#pragma once

#include <string>
#include <string_view>

#include "bpf/toml.hpp"
#include "config/reader.hpp"

namespace config {

[[nodiscard]] Place place_of(const toml::source_region& where);

// The setting of this key in the file ("tcp_end"), or null.
[[nodiscard]] const Setting* find_setting(std::string_view key);

// Puts the value where its setting says, or adds a mistake.
void take_setting(const Setting& setting, const toml::node& node, const std::string& path, Reading& reading);

// Adds a mistake, in one line, at this place of the file.
void complain(Reading& reading, const std::string& message, const std::string& path, const toml::source_region& where);

// Takes the array of tables [[policy]].
void take_policies(const toml::node& node, const std::string& path, Reading& reading);

}  // namespace config
