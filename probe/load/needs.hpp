// SPDX-License-Identifier: Apache-2.0
// What the kernel must be able to do, asked of the kernel itself and not of its version number.
#pragma once

#include "bpf/result.hpp"

namespace probe {

// Fails with the first thing that is missing: permission, or a feature, and since which kernel there is it.
[[nodiscard]] Result<> check_needs();

}  // namespace probe
