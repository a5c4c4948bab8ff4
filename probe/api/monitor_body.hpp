// SPDX-License-Identifier: Apache-2.0
// A monitor as it is sent: TOML, or JSON with the same names.
#pragma once

#include <string>

#include "bpf/result.hpp"
#include "probe/api/message.hpp"
#include "probe/api/problem.hpp"

namespace probe::api {

struct MonitorText {
    std::string toml;       // or, if it is wrong, why
    bool is_wrong = false;  // as JSON
};

// Fails if the body says to be neither.
[[nodiscard]] Result<MonitorText> monitor_text(const Request& request);

}  // namespace probe::api
