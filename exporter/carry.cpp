// SPDX-License-Identifier: Apache-2.0
#include "exporter/carry.hpp"

#include <algorithm>
#include <cstring>

#include "exporter/record.hpp"

namespace exporter {
namespace {

bool is_key(const bpf::Member& member) { return member.feature->role == bpf::Role::key; }

// A user's own field may have changed with its file: then it is another one.
bool are_same(const bpf::Feature& a, const bpf::Feature& b) {
    return a.name == b.name && a.type == b.type && a.role == b.role && bpf::size_of(a) == bpf::size_of(b);
}

const bpf::Member* same_in(const bpf::Layout& layout, const bpf::Member& member) {
    const bpf::Member* found = layout.find(member.feature->name);
    return found != nullptr && are_same(*found->feature, *member.feature) ? found : nullptr;
}

bool have_same_key(const bpf::Layout& a, const bpf::Layout& b) {
    const auto all_in = [](const bpf::Layout& one, const bpf::Layout& other) {
        return std::all_of(one.members.begin(), one.members.end(),
                           [&](const bpf::Member& member) { return !is_key(member) || same_in(other, member) != nullptr; });
    };
    return a.family == b.family && all_in(a, b) && all_in(b, a);
}

}  // namespace

std::optional<Carry> Carry::make(const bpf::Layout& from, const bpf::Layout& to) {
    if (!have_same_key(from, to)) return std::nullopt;
    Carry carry;
    carry.mark_ = to.mark_offset;
    carry.octets_ = to.key_octets + to.value_octets;
    const TimeOffsets times = time_offsets(to);
    for (const bpf::Member& member : to.members) {
        const std::size_t octets = bpf::size_of(*member.feature);
        if (const bpf::Member* same = same_in(from, member))
            carry.parts_.push_back({same->offset, member.offset, octets});
        else if (member.offset == times.start)
            carry.start_ = member.offset;
        else if (member.offset == times.end)
            carry.end_ = member.offset;
        else
            carry.missing_.push_back({0, member.offset, octets});
    }
    carry.is_identity_ =
        carry.parts_.size() == from.members.size() && carry.parts_.size() == to.members.size() &&
        std::all_of(carry.parts_.begin(), carry.parts_.end(), [](const Part& part) { return part.from == part.to; });
    return carry;
}

void Carry::convert(const std::byte* from, std::uint64_t start_ns, std::uint64_t end_ns, std::byte* to) const {
    std::memset(to, 0, octets_);
    to[mark_] = std::byte{1};
    for (const Part& part : parts_) std::memcpy(to + part.to, from + part.from, part.octets);
    if (start_) store(to + *start_, start_ns);
    if (end_) store(to + *end_, end_ns);
}

void Carry::complete(std::byte* carried, const std::byte* next) const {
    for (const Part& part : missing_) std::memcpy(carried + part.to, next + part.to, part.octets);
}

}  // namespace exporter
