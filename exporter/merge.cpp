// SPDX-License-Identifier: Apache-2.0
#include "exporter/merge.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <limits>

#include "exporter/record.hpp"

namespace exporter {
namespace {

using Apply = void (*)(std::byte*, const std::byte*, std::size_t);

struct Sum {
    template <class T>
    T operator()(T a, T b) const {
        T sum;
        return __builtin_add_overflow(a, b, &sum) ? std::numeric_limits<T>::max() : sum;
    }
};

struct BitOr {
    template <class T>
    T operator()(T a, T b) const {
        return static_cast<T>(a | b);
    }
};

struct Min {
    template <class T>
    T operator()(T a, T b) const {
        return std::min(a, b);
    }
};

struct Max {
    template <class T>
    T operator()(T a, T b) const {
        return std::max(a, b);
    }
};

template <class T, class Operation>
void apply_number(std::byte* into, const std::byte* from, std::size_t) {
    store<T>(into, Operation{}(load<T>(into), load<T>(from)));
}

template <class Operation>
Apply number_op(std::size_t octets) {
    switch (octets) {
        case 1: return apply_number<std::uint8_t, Operation>;
        case 2: return apply_number<std::uint16_t, Operation>;
        case 4: return apply_number<std::uint32_t, Operation>;
        default: return apply_number<std::uint64_t, Operation>;
    }
}

// Octets as on the wire: memcmp orders them like the numbers they spell, and the carry of a sum walks from the end.
void sum_octets(std::byte* into, const std::byte* from, std::size_t octets) {
    unsigned carry = 0;
    for (std::size_t i = octets; i-- > 0;) {
        carry += std::to_integer<unsigned>(into[i]) + std::to_integer<unsigned>(from[i]);
        into[i] = static_cast<std::byte>(carry & 0xff);
        carry >>= 8;
    }
    if (carry != 0) std::memset(into, 0xff, octets);
}

void or_octets(std::byte* into, const std::byte* from, std::size_t octets) {
    for (std::size_t i = 0; i < octets; ++i) into[i] |= from[i];
}

void copy_octets(std::byte* into, const std::byte* from, std::size_t octets) { std::memcpy(into, from, octets); }

void min_octets(std::byte* into, const std::byte* from, std::size_t octets) {
    if (std::memcmp(from, into, octets) < 0) std::memcpy(into, from, octets);
}

void max_octets(std::byte* into, const std::byte* from, std::size_t octets) {
    if (std::memcmp(from, into, octets) > 0) std::memcpy(into, from, octets);
}

bool is_native(bpf::Type type) {
    return type == bpf::Type::u8 || type == bpf::Type::u16 || type == bpf::Type::u32 || type == bpf::Type::u64 ||
           type == bpf::Type::time_ns;
}

Apply choose(bpf::Role role, bpf::Type type) {
    const std::size_t octets = bpf::size_of(type);
    const bool native = is_native(type);
    switch (role) {
        case bpf::Role::sum: return native ? number_op<Sum>(octets) : sum_octets;
        case bpf::Role::bit_or: return native ? number_op<BitOr>(octets) : or_octets;
        case bpf::Role::min: return native ? number_op<Min>(octets) : min_octets;
        case bpf::Role::max: return native ? number_op<Max>(octets) : max_octets;
        case bpf::Role::first:
        case bpf::Role::last: return copy_octets;
        case bpf::Role::key:
        case bpf::Role::computed: break;
    }
    return nullptr;
}

}  // namespace

Merger::Merger(const bpf::Layout& layout) {
    for (const bpf::Member& member : layout.members) add_op(member);
    const TimeOffsets times = time_offsets(layout);
    first_by_ = times.start ? times.start : times.end;
    last_by_ = times.end ? times.end : times.start;
}

void Merger::add_op(const bpf::Member& member) {
    const Apply apply = choose(member.feature->role, member.feature->type);
    if (apply == nullptr) return;
    const Op op{apply, static_cast<std::uint32_t>(member.offset), static_cast<std::uint32_t>(bpf::size_of(*member.feature))};
    assert(op.octets > 0);
    if (member.feature->role == bpf::Role::first) {
        firsts_.push_back(op);
    } else if (member.feature->role == bpf::Role::last) {
        lasts_.push_back(op);
    } else {
        ops_.push_back(op);
    }
}

void Merger::merge(std::byte* into, const std::byte* from) const {
    const auto apply = [&](const std::vector<Op>& ops) {
        for (const Op& op : ops) op.apply(into + op.offset, from + op.offset, op.octets);
    };
    const auto time = [](const std::byte* record, std::size_t offset) { return load<std::uint64_t>(record + offset); };

    // Before anything else: the times themselves are about to be merged.
    if (!firsts_.empty() && first_by_ && time(from, *first_by_) < time(into, *first_by_)) apply(firsts_);
    if (!lasts_.empty() && (!last_by_ || time(from, *last_by_) >= time(into, *last_by_))) apply(lasts_);
    apply(ops_);
}

}  // namespace exporter
