// SPDX-License-Identifier: Apache-2.0
// Counters for Prometheus and its like: OpenMetrics 1.0 text.
#pragma once

#include <string>

#include "probe/api/observation.hpp"

namespace probe::api {

inline constexpr const char* kOpenMetrics = "application/openmetrics-text; version=1.0.0; charset=utf-8";

[[nodiscard]] std::string metrics_text(const Observation& observation);

}  // namespace probe::api
