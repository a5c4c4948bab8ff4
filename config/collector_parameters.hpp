// SPDX-License-Identifier: Apache-2.0
// What follows the "?" of a collector's URL.
#pragma once

#include <string_view>

#include "bpf/result.hpp"
#include "config/collector.hpp"

namespace config {

// NAME=VALUE between "&"; octets as %41 where they could be misread. Fills in the members of the same meaning. Refuses names that
// nobody knows, that stand twice, or that mean nothing with this protocol and transport.
[[nodiscard]] Result<> read_parameters(std::string_view text, Collector& collector);

}  // namespace config
