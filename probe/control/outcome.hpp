// SPDX-License-Identifier: Apache-2.0
// What became of a reconfiguration, as JSON.
#pragma once

#include <nlohmann/json.hpp>

#include "probe/control/reconfigure.hpp"

namespace probe {

// {"changed":["fields"],"program":true,"carried":false,"ms":…}; times in milliseconds, see Outcome.
[[nodiscard]] nlohmann::ordered_json to_json(const Outcome& outcome);

}  // namespace probe
