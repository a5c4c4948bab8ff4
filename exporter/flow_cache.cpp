// SPDX-License-Identifier: Apache-2.0
#include "exporter/flow_cache.hpp"

#include <algorithm>
#include <cstring>
#include <random>
#include <utility>
#include <vector>

namespace exporter {
namespace {

constexpr std::uint64_t kFin = 0x01;
constexpr std::uint64_t kRst = 0x04;

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
      arena_(layout.key_octets + layout.value_octets, settings.max_flows),
      index_(0, HashOfEntry{&arena_}, SameKey{&arena_, layout.key_octets}),
      wheel_(arena_, timeouts_.horizon_ns()) {}

std::size_t FlowCache::octets_per_flow(const bpf::Layout& layout) {
    constexpr std::size_t kBucket = 12, kLowestLoad = 4;  // tsl::robin_set doubles when it is half full
    return EntryArena(layout.key_octets + layout.value_octets, 1).octets_per_entry() + kBucket * kLowestLoad;
}

void FlowCache::add(const std::byte* slot, std::uint64_t now_ns) {
    const Times times = times_of(slot, now_ns);
    const std::uint32_t hash = hash_of(slot);
    EntryNumber number = find(slot, hash);
    if (number != kNoEntry) {
        // As if advance had been called just before the first packet of this record: what it would have exported must go out
        // on its own, however coarse the snapshots are.
        const Deadline deadline = timeouts_.deadline(arena_[number].start_ns, arena_[number].end_ns);
        if (deadline.is_due(times.start_ns)) {
            end(number, deadline.reason);
            number = kNoEntry;
        }
    }
    if (number == kNoEntry) {
        number = insert(slot, hash, times);
    } else {
        update(number, slot, times);
    }
    if (tcp_flags_ != nullptr && ends_tcp(slot)) end(number, EndReason::end);
}

void FlowCache::advance(std::uint64_t now_ns) {
    wheel_.advance(now_ns, [this, now_ns](EntryNumber number) {
        const Deadline deadline = timeouts_.deadline(arena_[number].start_ns, arena_[number].end_ns);
        if (deadline.is_due(now_ns)) {
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
    std::vector<EntryNumber> numbers(index_.begin(), index_.end());
    std::sort(numbers.begin(), numbers.end(), before);
    for (const EntryNumber number : numbers) end(number, EndReason::forced);
}

bool FlowCache::SameKey::operator()(const Probe& probe, EntryNumber number) const {
    const std::byte* key = arena->record(number);
    std::uint64_t difference = 0;
    for (std::size_t i = 0; i < key_octets; i += 8) {
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

std::uint32_t FlowCache::hash_of(const std::byte* slot) const {
    std::uint64_t hash = seed_;
    for (std::size_t i = 0; i < layout_.key_octets; i += 8) hash = fold(hash ^ load<std::uint64_t>(slot + i));
    return static_cast<std::uint32_t>(hash ^ hash >> 32);
}

EntryNumber FlowCache::find(const std::byte* slot, std::uint32_t hash) const {
    const auto found = index_.find(Probe{slot}, hash);
    return found == index_.end() ? kNoEntry : *found;
}

bool FlowCache::ends_tcp(const std::byte* slot) const {
    return (number_at(tcp_flags_->feature->type, slot + tcp_flags_->offset) & (kFin | kRst)) != 0;
}

EntryNumber FlowCache::insert(const std::byte* slot, std::uint32_t hash, const Times& times) {
    if (arena_.is_full()) end(by_update_.front(), EndReason::resources);
    const EntryNumber number = arena_.acquire();
    arena_[number] = {times.start_ns, times.end_ns, kNever, hash, kNoBucket, {}, {}};
    std::memcpy(arena_.record(number), slot, layout_.key_octets + layout_.value_octets);
    index_.insert(number);
    by_update_.push_back(arena_, number);
    wheel_.file(number, timeouts_.deadline(times.start_ns, times.end_ns).at);
    return number;
}

void FlowCache::update(EntryNumber number, const std::byte* slot, const Times& times) {
    Entry& entry = arena_[number];
    merger_.merge(arena_.record(number), slot);
    entry.start_ns = std::min(entry.start_ns, times.start_ns);
    entry.end_ns = std::max(entry.end_ns, times.end_ns);
    if (by_update_.back() != number) {
        by_update_.remove(arena_, number);
        by_update_.push_back(arena_, number);
    }
    // A later deadline can wait for the wheel's visit; an earlier one (an earlier start, or the active timeout reached) cannot.
    const std::uint64_t deadline_ns = timeouts_.deadline(entry.start_ns, entry.end_ns).at;
    if (deadline_ns < entry.filed_ns) {
        wheel_.remove(number);
        wheel_.file(number, deadline_ns);
    }
}

void FlowCache::end(EntryNumber number, EndReason reason) {
    ++exported_[static_cast<std::size_t>(reason)];
    if (point_ != nullptr && points_ != nullptr)
        context_.point = (*points_)[load<std::uint16_t>(arena_.record(number) + point_->offset)];
    sink_({&layout_, arena_.record(number), reason, context_});
    index_.erase(number, arena_[number].hash);
    by_update_.remove(arena_, number);
    wheel_.remove(number);
    arena_.release(number);
}

}  // namespace exporter
