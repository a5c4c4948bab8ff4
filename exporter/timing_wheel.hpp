// SPDX-License-Identifier: Apache-2.0
// Finds the flows whose time is up without looking at the others. Records of one snapshot come in no order of time, so a list
// in order of arrival would find some of them late; here each flow is filed under its deadline. Internal to the flow cache.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "exporter/flow_entry.hpp"
#include "exporter/timeouts.hpp"

namespace exporter {

// A ring of buckets, each for a stretch of time; deadlines beyond the ring wait in its last bucket, past ones in its first.
// A deadline may move away while the flow stays filed: the visit then files it anew, so that an update costs nothing here.
class TimingWheel {
 public:
    // horizon_ns: how far away a deadline usually is at most; kNever = nothing will ever be filed.
    TimingWheel(EntryArena& arena, std::uint64_t horizon_ns)
        : arena_(arena),
          shift_(horizon_ns == kNever ? 0 : static_cast<int>(std::bit_width(horizon_ns / kBuckets))),
          buckets_(kBuckets) {}

    // The entry must be in no bucket (as after acquire, with bucket = kNoBucket, or after remove, or when visited).
    void file(EntryNumber number, std::uint64_t deadline_ns) {
        Entry& entry = arena_[number];
        entry.filed_ns = deadline_ns;
        if (deadline_ns == kNever) return;
        const std::uint64_t tick = deadline_ns >> shift_;
        const std::uint64_t ahead = tick > cursor_ ? std::min<std::uint64_t>(tick - cursor_, kBuckets - 1) : 0;
        entry.bucket = static_cast<std::uint32_t>((cursor_ + ahead) % kBuckets);
        buckets_[entry.bucket].push_back(arena_, number);
    }

    void remove(EntryNumber number) {
        Entry& entry = arena_[number];
        if (entry.bucket == kNoBucket) return;
        Bucket& bucket = walked_.front() == number || walked_.back() == number ? walked_ : buckets_[entry.bucket];
        bucket.remove(arena_, number);
        entry.bucket = kNoBucket;
    }

    // Calls visit(number) for every entry whose deadline may have been reached, each taken out of its bucket before: the visitor
    // files it again or releases it, and may remove others. Back in time only the first bucket can hold any: what is filed too late for the ring's start
    // waits there, all else is visited when time has come back to it.
    template <class Visitor>
    void advance(std::uint64_t now_ns, Visitor visit) {
        const std::uint64_t tick = now_ns >> shift_;
        const std::uint64_t first = cursor_;
        const std::uint64_t count = tick < first ? 1 : std::min<std::uint64_t>(tick - first, kBuckets - 1) + 1;
        cursor_ = tick;
        for (std::uint64_t i = 0; i < count; ++i) {
            walked_ = std::exchange(buckets_[(first + i) % kBuckets], Bucket{});
            while (walked_.front() != kNoEntry) {
                const EntryNumber number = walked_.front();
                walked_.remove(arena_, number);
                arena_[number].bucket = kNoBucket;
                visit(number);
            }
        }
    }

 private:
    using Bucket = EntryList<&Entry::by_deadline>;
    static constexpr std::size_t kBuckets = 1024;

    EntryArena& arena_;
    int shift_;                 // a bucket is 2^shift_ nanoseconds wide
    std::uint64_t cursor_ = 0;  // now >> shift_ at the last advance: the bucket that comes first
    std::vector<Bucket> buckets_;
    Bucket walked_;  // what is left of the bucket that advance is at; only its ends must be told from those of a bucket
};

}  // namespace exporter
