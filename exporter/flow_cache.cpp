// SPDX-License-Identifier: Apache-2.0
#include "exporter/flow_cache.hpp"

#include <algorithm>
#include <cstring>
#include <random>
#include <utility>
#include <vector>

namespace exporter {
namespace {

__extension__ using Wide = unsigned __int128;

// Both halves of a 64 × 64 bit product: every bit of the input reaches every bit of the result.
std::uint64_t fold(std::uint64_t value) {
    const Wide product = static_cast<Wide>(value) * 0x9e3779b97f4a7c15U;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

// Whoever sends packets chooses the keys; without a secret he could choose them to collide.
std::uint64_t random_seed() {
    std::random_device device;
    return static_cast<std::uint64_t>(device()) << 32 | device();
}

std::uint64_t timeout(std::chrono::nanoseconds setting) {
    return setting.count() <= 0 ? kNever : static_cast<std::uint64_t>(setting.count());
}

std::size_t words(std::size_t octets) { return (octets + 7) / 8 * 8; }

std::size_t entry_octets(const bpf::Layout& layout, bool bidirectional) {
    return words(layout.key_octets + layout.value_octets) + (bidirectional ? sizeof(std::uint64_t) : 0);
}

const bpf::Member* tcp_flags_of(const bpf::Layout& layout) {
    const bpf::Member* flags = layout.find("TCP_FLAGS");
    return flags != nullptr ? flags : layout.find("tcpControlBits");
}

}  // namespace

FlowCache::FlowCache(const bpf::Layout& layout, const FlowCacheSettings& settings, Sink sink)
    : layout_(layout),
      sink_(std::move(sink)),
      merger_(layout),
      time_offsets_(time_offsets(layout)),
      timeouts_{timeout(settings.active), timeout(settings.idle)},
      tcp_flags_(settings.end_on_tcp ? tcp_flags_of(layout) : nullptr),
      seed_(random_seed()),
      point_(layout.find("observationPointId")),
      pairing_(settings.bidirectional ? std::optional<Pairing>(layout) : std::nullopt),
      partner_offset_(words(layout.key_octets + layout.value_octets)),
      reversed_(layout.key_octets),
      arena_(entry_octets(layout, settings.bidirectional), settings.max_flows),
      index_(0, HashOfEntry{&arena_}, SameKey{this}),
      wheel_(arena_, timeouts_.horizon_ns()) {}

std::size_t FlowCache::octets_per_flow(const bpf::Layout& layout, bool bidirectional) {
    constexpr std::size_t kBucket = 12, kLowestLoad = 4;  // tsl::robin_set doubles when it is half full
    return EntryArena(entry_octets(layout, bidirectional), 1).octets_per_entry() + kBucket * kLowestLoad;
}

void FlowCache::add(const std::byte* slot, std::uint64_t now_ns) {
    const Times times = times_of(slot, now_ns);
    const std::uint32_t hash = hash_of(slot);
    EntryNumber number = find(slot, hash);
    if (number != kNoEntry) {
        // As if advance had been called just before the first packet of this record: what it would have exported must go out
        // on its own, however coarse the snapshots are.
        const Deadline deadline = timeout_of(number);
        if (deadline.is_due(times.start_ns)) {
            end(number, deadline.reason);
            number = kNoEntry;
        }
    }
    if (number == kNoEntry) {
        number = insert(slot, hash, times);
        if (pairing_) find_partner(number, times);
    } else {
        update(number, slot, times);
    }
    if (tcp_flags_ == nullptr || (tcp_flags(slot) & (kFin | kRst)) == 0) return;
    if (!pairing_) return end(number, EndReason::end);
    wheel_.remove(number);
    wheel_.file(number, 0);  // advance looks at it
}

void FlowCache::advance(std::uint64_t now_ns) {
    wheel_.advance(now_ns, [this, now_ns](EntryNumber number) {
        const Deadline deadline = timeout_of(number);
        if (is_over(number)) {
            end(number, EndReason::end);
        } else if (deadline.is_due(now_ns)) {
            end(number, deadline.reason);
        } else {
            wheel_.file(number, deadline.at);
        }
    });
}

void FlowCache::flush() {
    const auto before = [this](EntryNumber a, EntryNumber b) {
        if (time_offsets_.start && arena_[a].start_ns != arena_[b].start_ns) return arena_[a].start_ns < arena_[b].start_ns;
        return std::memcmp(arena_.record(a), arena_.record(b), layout_.key_octets) < 0;
    };
    std::vector<EntryNumber> numbers;
    std::copy_if(index_.begin(), index_.end(), std::back_inserter(numbers),
                 [this](EntryNumber number) { return partner(number) == kNoEntry || is_forward(number); });
    std::sort(numbers.begin(), numbers.end(), before);
    for (const EntryNumber number : numbers) end(number, EndReason::forced);
}

bool FlowCache::SameKey::operator()(const Probe& probe, EntryNumber number) const {
    const std::byte* key = cache->arena_.record(number);
    std::uint64_t difference = 0;
    for (std::size_t i = 0; i < cache->layout_.key_octets; i += 8) {
        difference |= load<std::uint64_t>(probe.key + i) ^ load<std::uint64_t>(key + i);
    }
    return difference == 0;
}

FlowCache::Times FlowCache::times_of(const std::byte* slot, std::uint64_t now_ns) const {
    const auto& [start, end] = time_offsets_;
    if (start && end) return {load<std::uint64_t>(slot + *start), load<std::uint64_t>(slot + *end)};
    if (end) return {load<std::uint64_t>(slot + *end), load<std::uint64_t>(slot + *end)};
    const std::uint64_t start_ns = start ? load<std::uint64_t>(slot + *start) : now_ns;
    return {start_ns, std::max(start_ns, now_ns)};
}

// The points of two directions are not the same, so they are left out where partners are looked for.
std::uint32_t FlowCache::hash_of(const std::byte* slot) const {
    std::uint64_t hash = seed_;
    if (pairing_) {
        for (std::size_t i = 0; i < layout_.key_octets; i += 8)
            hash = fold(hash ^ (load<std::uint64_t>(slot + i) & pairing_->masks()[i / 8]));
    } else {
        for (std::size_t i = 0; i < layout_.key_octets; i += 8) hash = fold(hash ^ load<std::uint64_t>(slot + i));
    }
    return static_cast<std::uint32_t>(hash ^ hash >> 32);
}

EntryNumber FlowCache::find(const std::byte* slot, std::uint32_t hash) const {
    const auto found = index_.find(Probe{slot}, hash);
    return found == index_.end() ? kNoEntry : *found;
}

std::uint64_t FlowCache::tcp_flags(const std::byte* slot) const {
    return number_at(tcp_flags_->feature->type, slot + tcp_flags_->offset);
}

Deadline FlowCache::timeout_of(EntryNumber number) const {
    const Entry& entry = arena_[number];
    const EntryNumber other = partner(number);
    if (other == kNoEntry) return timeouts_.deadline(entry.start_ns, entry.end_ns);
    return timeouts_.deadline(std::min(entry.start_ns, arena_[other].start_ns), std::max(entry.end_ns, arena_[other].end_ns));
}

EntryNumber FlowCache::insert(const std::byte* slot, std::uint32_t hash, const Times& times) {
    if (arena_.is_full()) end(by_update_.front(), EndReason::resources);
    const EntryNumber number = arena_.acquire();
    arena_[number] = {times.start_ns, times.end_ns, kNever, hash, kNoBucket, {}, {}};
    std::memcpy(arena_.record(number), slot, layout_.key_octets + layout_.value_octets);
    index_.insert(number);
    by_update_.push_back(arena_, number);
    if (pairing_) set_partner(number, kNoEntry);
    wheel_.file(number, timeouts_.deadline(times.start_ns, times.end_ns).at);
    return number;
}

void FlowCache::update(EntryNumber number, const std::byte* slot, const Times& times) {
    Entry& entry = arena_[number];
    merge(number, slot);
    entry.start_ns = std::min(entry.start_ns, times.start_ns);
    entry.end_ns = std::max(entry.end_ns, times.end_ns);
    if (const EntryNumber other = partner(number); other != kNoEntry) touch(other);
    touch(number);
    // A later deadline can wait for the wheel's visit; an earlier one (an earlier start, or the active timeout reached) cannot.
    const std::uint64_t deadline_ns = timeout_of(number).at;
    if (deadline_ns < entry.filed_ns) {
        wheel_.remove(number);
        wheel_.file(number, deadline_ns);
    }
}

void FlowCache::merge(EntryNumber number, const std::byte* slot) {
    merger_.merge(arena_.record(number), slot);
    if (!incomplete_.empty() && incomplete_.erase(number) > 0) carried_->complete(arena_.record(number), slot);
}

void FlowCache::touch(EntryNumber number) {
    if (by_update_.back() == number) return;
    by_update_.remove(arena_, number);
    by_update_.push_back(arena_, number);
}

Point FlowCache::point_of(EntryNumber number) const {
    if (point_ == nullptr || points_ == nullptr) return context_.point;
    return (*points_)[load<std::uint16_t>(arena_.record(number) + point_->offset)];
}

Record FlowCache::record_of(EntryNumber forward, EntryNumber other, EndReason reason) const {
    Record record{&layout_, arena_.record(forward), reason, context_};
    record.context.point = point_of(forward);
    if (other != kNoEntry) {
        record.reverse = arena_.record(other);
        record.context.reverse_point = point_of(other);
    }
    return record;
}

// A flow with two directions is looked at where the lower of its entries is: which of them is the forward one may change.
std::optional<EntryNumber> FlowCache::visit(EntryNumber place, std::size_t most, const Visitor& visitor) const {
    const std::size_t end = std::min(arena_.touched(), place + most);
    for (; place < end; ++place) {
        if (!arena_.is_used(place)) continue;
        EntryNumber number = place, other = partner(place);
        if (other != kNoEntry && other < place) continue;
        if (other != kNoEntry && !is_forward(number)) std::swap(number, other);
        const std::uint64_t end_ns = arena_[number].end_ns;
        visitor(record_of(number, other, EndReason::forced), other == kNoEntry ? end_ns : std::max(end_ns, arena_[other].end_ns));
    }
    return place < arena_.touched() ? std::optional(place) : std::nullopt;
}

void FlowCache::end(EntryNumber number, EndReason reason) {
    ++exported_[static_cast<std::size_t>(reason)];
    EntryNumber other = partner(number);
    if (other != kNoEntry && !is_forward(number)) std::swap(number, other);
    sink_(record_of(number, other, reason));
    if (other != kNoEntry) {
        --pairs_;
        release(other);
    }
    release(number);
}

void FlowCache::release(EntryNumber number) {
    index_.erase(number, arena_[number].hash);
    by_update_.remove(arena_, number);
    wheel_.remove(number);
    if (!incomplete_.empty()) incomplete_.erase(number);
    arena_.release(number);
}

}  // namespace exporter
