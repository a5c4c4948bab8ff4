// SPDX-License-Identifier: Apache-2.0
#include "probe/control/outcome.hpp"

namespace probe {

nlohmann::ordered_json to_json(const Outcome& outcome) {
    const auto ms = [](std::chrono::nanoseconds time) { return std::chrono::duration<double, std::milli>(time).count(); };
    const auto packet =
        outcome.until_packet ? nlohmann::ordered_json(ms(*outcome.until_packet)) : nlohmann::ordered_json(nullptr);
    return {{"changed", outcome.changed},          {"program", outcome.program},
            {"carried", outcome.carried},          {"ms", ms(outcome.all)},
            {"ms_until_packet", packet},           {"ms_until_swap", ms(outcome.until_swap)},
            {"ms_planning", ms(outcome.planning)}, {"ms_compiling", ms(outcome.compiling)},
            {"ms_loading", ms(outcome.loading)},   {"ms_swapping", ms(outcome.swapping)},
            {"ms_waiting", ms(outcome.waiting)}};
}

}  // namespace probe
