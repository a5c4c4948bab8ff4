// SPDX-License-Identifier: Apache-2.0
// Everything that can be asked for over the API. openapi.json describes it; a test holds both against each other.
#pragma once

#include <string_view>
#include <vector>

#include "probe/api/router.hpp"

namespace probe::api {

[[nodiscard]] std::vector<Route> endpoints();

// Parts of it.
[[nodiscard]] std::vector<Route> flow_endpoints();
[[nodiscard]] std::vector<Route> configuration_endpoints();
[[nodiscard]] std::vector<Route> monitor_endpoints();

// openapi.json, embedded when this was built.
[[nodiscard]] std::string_view openapi_text();

}  // namespace probe::api
