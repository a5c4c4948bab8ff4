// SPDX-License-Identifier: Apache-2.0
// Where the flow cache keeps its flows: one arena of equal strides, and lists that run through it. Entries are known by number,
// because the arena moves when it grows. Internal to the flow cache.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <memory>
#include <new>

namespace exporter {

using EntryNumber = std::uint32_t;
inline constexpr EntryNumber kNoEntry = std::numeric_limits<EntryNumber>::max();
inline constexpr std::uint32_t kNoBucket = std::numeric_limits<std::uint32_t>::max();
inline constexpr std::uint32_t kFreeEntry = kNoBucket - 1;  // in place of a bucket: the entry holds no flow

struct EntryLinks {
    EntryNumber previous = kNoEntry;
    EntryNumber next = kNoEntry;
};

// What is known of a flow beside its record, which follows directly.
struct Entry {
    std::uint64_t start_ns;
    std::uint64_t end_ns;
    std::uint64_t filed_ns;  // the deadline under which the timing wheel has it
    std::uint32_t hash;      // of its key
    std::uint32_t bucket;    // of the timing wheel; kNoBucket = in none
    EntryLinks by_update;
    EntryLinks by_deadline;
};
static_assert(sizeof(Entry) % 8 == 0);

class EntryArena {
 public:
    EntryArena(std::size_t record_octets, std::size_t max_entries)
        : stride_(sizeof(Entry) + (record_octets + 7) / 8 * 8),
          max_(std::clamp<std::size_t>(max_entries, 1, kNoEntry)) {}

    [[nodiscard]] Entry& operator[](EntryNumber number) { return *reinterpret_cast<Entry*>(at(number)); }
    [[nodiscard]] const Entry& operator[](EntryNumber number) const { return *reinterpret_cast<const Entry*>(at(number)); }
    [[nodiscard]] std::byte* record(EntryNumber number) { return at(number) + sizeof(Entry); }
    [[nodiscard]] const std::byte* record(EntryNumber number) const { return at(number) + sizeof(Entry); }
    [[nodiscard]] std::size_t used() const { return used_; }
    [[nodiscard]] std::size_t touched() const { return touched_; }  // entries from here on have never been used
    [[nodiscard]] bool is_used(EntryNumber number) const { return (*this)[number].bucket != kFreeEntry; }  // below touched()
    [[nodiscard]] std::size_t octets_per_entry() const { return stride_; }
    [[nodiscard]] bool is_full() const { return used_ == max_; }

    // A free entry, its contents undefined; the arena must not be full. References to entries become invalid.
    [[nodiscard]] EntryNumber acquire() {
        ++used_;
        if (free_ != kNoEntry) {
            const EntryNumber number = free_;
            free_ = (*this)[number].by_update.next;
            return number;
        }
        if (touched_ == capacity_) grow();
        return static_cast<EntryNumber>(touched_++);
    }

    void release(EntryNumber number) {
        (*this)[number].by_update.next = free_;
        (*this)[number].bucket = kFreeEntry;
        free_ = number;
        --used_;
    }

 private:
    struct Free {
        void operator()(std::byte* bytes) const { std::free(bytes); }  // NOLINT: the counterpart of realloc
    };

    [[nodiscard]] std::byte* at(EntryNumber number) const { return bytes_.get() + number * stride_; }

    // realloc, because for large blocks Linux moves pages instead of copying octets.
    void grow() {
        const std::size_t capacity = std::min(std::max<std::size_t>(capacity_ * 2, 1024), max_);
        void* bytes = std::realloc(bytes_.get(), capacity * stride_);  // NOLINT: see above
        if (bytes == nullptr) throw std::bad_alloc();
        static_cast<void>(bytes_.release());
        bytes_.reset(static_cast<std::byte*>(bytes));
        capacity_ = capacity;
    }

    std::size_t stride_;
    std::size_t max_;
    std::unique_ptr<std::byte, Free> bytes_;
    std::size_t capacity_ = 0;
    std::size_t touched_ = 0;  // entries from here on have never been used
    std::size_t used_ = 0;
    EntryNumber free_ = kNoEntry;
};

// A doubly linked list through the member `Links` of entries.
template <EntryLinks Entry::*Links>
class EntryList {
 public:
    [[nodiscard]] EntryNumber front() const { return front_; }
    [[nodiscard]] EntryNumber back() const { return back_; }

    void push_back(EntryArena& arena, EntryNumber number) {
        arena[number].*Links = {back_, kNoEntry};
        (back_ == kNoEntry ? front_ : (arena[back_].*Links).next) = number;
        back_ = number;
    }

    void remove(EntryArena& arena, EntryNumber number) {
        const EntryLinks links = arena[number].*Links;
        (links.previous == kNoEntry ? front_ : (arena[links.previous].*Links).next) = links.next;
        (links.next == kNoEntry ? back_ : (arena[links.next].*Links).previous) = links.previous;
    }

 private:
    EntryNumber front_ = kNoEntry;
    EntryNumber back_ = kNoEntry;
};

}  // namespace exporter
