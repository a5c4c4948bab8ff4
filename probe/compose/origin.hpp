// SPDX-License-Identifier: Apache-2.0
// Where a line of the composed text comes from, for errors that are found in it.
#pragma once

#include <optional>
#include <string>

#include "probe/compose/plan.hpp"

namespace probe {

struct Origin {
    std::string file;
    int line = 0;
    bool is_users = false;  // the fragment is not a built-in one
};

// The fragment's file and the line (1-based) in it behind a line of the text composed for this plan; nothing where that is in no fragment.
[[nodiscard]] std::optional<Origin> origin_of(const Plan& plan, const std::string& text, int line);

}  // namespace probe
