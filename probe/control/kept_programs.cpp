// SPDX-License-Identifier: Apache-2.0
#include "probe/control/kept_programs.hpp"

#include <algorithm>

namespace probe {

Kept KeptPrograms::take(const Metering& wanted) {
    const auto found =
        std::find_if(kept_.begin(), kept_.end(), [&](const Kept& one) { return have_same_program(*one.made_for, wanted); });
    if (found == kept_.end()) return {};
    Kept taken = std::move(*found);
    kept_.erase(found);
    return taken;
}

std::vector<Kept> KeptPrograms::keep(Kept one, std::uint64_t most_octets) {
    kept_.push_front(std::move(one));
    std::vector<Kept> gone;
    while (!kept_.empty() && octets() > most_octets) {
        gone.push_back(std::move(kept_.back()));
        kept_.pop_back();
    }
    return gone;
}

std::uint64_t KeptPrograms::octets() const {
    std::uint64_t sum = 0;
    for (const Kept& one : kept_) sum += one.program->table_octets();
    return sum;
}

}  // namespace probe
