// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace probe {

inline constexpr std::int64_t kFlowProbeOrder = 0;  // among the programs of a chain; those with lower ones see packets before

}  // namespace probe
