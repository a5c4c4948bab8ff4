// SPDX-License-Identifier: Apache-2.0
// How flows go on in another flow cache, with other fields or other timeouts.
#include <vector>

#include "exporter/flow_cache.hpp"

namespace exporter {

void FlowCache::end_uncarried(const Carry& carry) {
    if (carry.is_identity()) return;
    const std::vector<EntryNumber> numbers(incomplete_.begin(), incomplete_.end());
    for (const EntryNumber number : numbers)
        if (incomplete_.contains(number)) end(number, EndReason::forced);  // its partner has gone with it otherwise
}

void FlowCache::carry_to(FlowCache& to, const Carry& carry) {
    to.carried_ = carry.is_identity() ? carried_ : carry;
    std::vector<std::byte> slot((carry.octets() + 7) / 8 * 8);
    for (EntryNumber number = by_update_.front(); number != kNoEntry; number = by_update_.front()) {
        const Times times{arena_[number].start_ns, arena_[number].end_ns};
        carry.convert(arena_.record(number), times.start_ns, times.end_ns, slot.data());
        const EntryNumber copy = to.insert(slot.data(), to.hash_of(slot.data()), times);
        if (carry.is_incomplete() || incomplete_.contains(number)) to.incomplete_.insert(copy);
        if (to.pairing_) {
            to.find_partner(copy, times);
            if (to.tcp_flags_ != nullptr && (to.tcp_flags(slot.data()) & (kFin | kRst)) != 0) {
                to.wheel_.remove(copy);
                to.wheel_.file(copy, 0);  // as add() does
            }
        }
        if (const EntryNumber other = partner(number); other != kNoEntry) {
            set_partner(other, kNoEntry);
            --pairs_;
        }
        release(number);
    }
}

}  // namespace exporter
