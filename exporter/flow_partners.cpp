// SPDX-License-Identifier: Apache-2.0
// What the flow cache does where both directions of a flow are joined. Each entry then has the number of its partner behind its record.
#include <algorithm>

#include "exporter/flow_cache.hpp"

namespace exporter {

EntryNumber FlowCache::partner(EntryNumber number) const {
    return pairing_ ? load<EntryNumber>(arena_.record(number) + partner_offset_) : kNoEntry;
}

void FlowCache::set_partner(EntryNumber number, EntryNumber partner) { store(arena_.record(number) + partner_offset_, partner); }

bool FlowCache::SameKey::operator()(const Partner& wanted, EntryNumber number) const {
    const std::byte* key = cache->arena_.record(number);
    std::uint64_t difference = 0;
    for (std::size_t i = 0; i < cache->layout_.key_octets; i += 8)
        difference |=
            (load<std::uint64_t>(wanted.reversed_key + i) ^ load<std::uint64_t>(key + i)) & cache->pairing_->masks()[i / 8];
    return difference == 0 && cache->partner(number) == kNoEntry;
}

// The entry is new. Directions that are a timeout apart belong to two flows, whichever of them was added first.
void FlowCache::find_partner(EntryNumber number, const Times& times) {
    if (!pairing_->is_possible() || !pairing_->reverse(arena_.record(number), reversed_.data())) return;
    const auto found = index_.find(Partner{reversed_.data()}, hash_of(reversed_.data()));
    if (found == index_.end()) return;
    const EntryNumber other = *found;
    const Times its{arena_[other].start_ns, arena_[other].end_ns};
    const auto are_apart = [&](const Times& before, const Times& after) {
        return timeouts_.deadline(before.start_ns, std::max(before.start_ns, before.end_ns)).is_due(after.start_ns) &&
               after.start_ns > before.end_ns;
    };
    if (are_apart(its, times)) {
        const EndReason reason = timeouts_.deadline(its.start_ns, its.end_ns).reason;
        return end(other, reason);
    }
    if (are_apart(times, its)) return;
    set_partner(number, other);
    set_partner(other, number);
    ++pairs_;
    touch(other);
    touch(number);
    if (const std::uint64_t deadline_ns = timeout_of(number).at; deadline_ns < arena_[number].filed_ns) {
        wheel_.remove(number);
        wheel_.file(number, deadline_ns);
    }
}

bool FlowCache::is_over(EntryNumber number) const {
    if (!pairing_ || tcp_flags_ == nullptr) return false;
    const EntryNumber other = partner(number);
    const std::uint64_t flags = tcp_flags(arena_.record(number));
    const std::uint64_t its = other == kNoEntry ? flags : tcp_flags(arena_.record(other));
    return ((flags | its) & kRst) != 0 || (flags & its & kFin) != 0;
}

bool FlowCache::is_forward(EntryNumber number) const {
    const EntryNumber other = partner(number);
    return pairing_->is_forward(arena_.record(number), arena_[number].start_ns, arena_.record(other), arena_[other].start_ns);
}

}  // namespace exporter
