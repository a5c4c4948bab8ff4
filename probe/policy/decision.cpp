// SPDX-License-Identifier: Apache-2.0
#include "probe/policy/decision.hpp"

#include <fmt/format.h>

namespace probe {

const char* name_of(PolicyDecision::Kind kind) {
    static constexpr const char* kNames[] = {"enter", "leave", "shed", "restore", "refused"};
    return kNames[static_cast<std::size_t>(kind)];
}

std::string PolicyDecision::text() const {
    const auto seconds = [](std::chrono::nanoseconds time) { return std::chrono::duration<double>(time).count(); };
    std::string line = fmt::format("policy {}: {}", policy, name_of(kind));
    if (kind == Kind::refused)
        return line + fmt::format(" ({}): {}; not tried again for {:.3g} s", changes, reason, seconds(pause));
    if (kind == Kind::shed || kind == Kind::restore) line += " " + changes;
    for (const Number& number : numbers)
        line +=
            fmt::format("{} {} {:.6g} {} {:.6g}", &number == &numbers.front() ? ":" : ",", config::facts_of(number.metric).name,
                        number.value, number.above ? "above" : "below", number.threshold);
    if (!numbers.empty()) line += fmt::format(" for {:.3g} s", seconds(held));
    if (kind == Kind::enter) line += "; sets " + changes;
    if (kind == Kind::leave) line += "; takes back " + changes;
    return line;
}

}  // namespace probe
