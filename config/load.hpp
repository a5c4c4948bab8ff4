// SPDX-License-Identifier: Apache-2.0
// From a configuration file to settings that are known to make sense.
#pragma once

#include <optional>
#include <string>

#include "bpf/catalogue.hpp"
#include "config/reader.hpp"

namespace config {

inline constexpr const char* kConfigurationFile = "/etc/xdpflow/xdpflow.toml";  // where the service's is
inline constexpr std::size_t kLargestConfiguration = 1 << 20;                   // octets

// Adds what is wrong with the names of fields and droppers, behind the mistakes that are known.
void check_names(Reading& reading, const bpf::Catalogue& catalogue, const std::string& path);

// Reads the file and checks all that can be checked without privileges and without a network. `features_folder`, if there is
// one, stands for the file's.
[[nodiscard]] Reading load_configuration(const std::string& path, const std::optional<std::string>& features_folder = {});

}  // namespace config
