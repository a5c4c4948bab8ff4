// SPDX-License-Identifier: Apache-2.0
#include "probe/control/outcome.hpp"

namespace probe {

nlohmann::ordered_json to_json(const Outcome& outcome) {
    const auto ms = [](std::chrono::nanoseconds time) { return std::chrono::duration<double, std::milli>(time).count(); };
    return {{"changed", outcome.changed},
            {"program", outcome.program},
            {"carried", outcome.carried},
            {"ms", ms(outcome.all)},
            {"ms_until_swap", ms(outcome.until_swap)},
            {"ms_planning", ms(outcome.planning)},
            {"ms_compiling", ms(outcome.compiling)},
            {"ms_loading", ms(outcome.loading)},
            {"ms_swapping", ms(outcome.swapping)},
            {"ms_waiting", ms(outcome.waiting)}};
}

}  // namespace probe
