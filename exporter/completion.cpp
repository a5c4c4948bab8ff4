// SPDX-License-Identifier: Apache-2.0
#include "exporter/completion.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

#include "exporter/computed.hpp"

namespace exporter {
namespace {

// The default fields have two that are 0 without a data base: nobody pays for a longer record there.
bool is_to_be_made(const bpf::Column& column, const std::vector<std::string>& configured) {
    const bpf::Feature& feature = *column.feature;
    if (column.member || feature.role != bpf::Role::computed) return false;
    if (!feature.reverse_of.empty()) return true;
    if (!find_maker(feature.name)) return false;
    return bpf::has_source(feature, configured) || !find_computed(feature.name);
}

template <class T>
void multiply(std::byte* at, std::uint32_t by) {
    T product = 0;
    if (__builtin_mul_overflow(load<T>(at), by, &product)) product = std::numeric_limits<T>::max();
    store(at, product);
}

void multiply(std::byte* at, bpf::Type type, std::uint32_t by) {
    switch (type) {
        case bpf::Type::u8: return multiply<std::uint8_t>(at, by);
        case bpf::Type::u16: return multiply<std::uint16_t>(at, by);
        case bpf::Type::u32: return multiply<std::uint32_t>(at, by);
        default: return multiply<std::uint64_t>(at, by);
    }
}

void complete(bpf::Layout& layout, const std::vector<std::string>& configured) {
    for (bpf::Column& column : layout.columns) {
        if (!is_to_be_made(column, configured)) continue;
        column.member = layout.members.size();
        layout.members.push_back({column.feature, layout.key_octets + layout.value_octets});
        layout.value_octets += bpf::size_of(*column.feature);
    }
}

// The layout with those members alone that are joined.
bpf::Layout of_both_directions(const bpf::Layout& held) {
    const auto is_of_one = [](const bpf::Member& member) {
        const bpf::Role role = member.feature->role;
        return member.feature->has_reverse || !member.feature->state.empty() || role == bpf::Role::key ||
               role == bpf::Role::first || role == bpf::Role::last;
    };
    bpf::Layout layout = held;
    std::erase_if(layout.members, is_of_one);
    return layout;
}

}  // namespace

bpf::Layouts completed(const bpf::Layouts& held, const std::vector<std::string>& configured, Directions directions) {
    bpf::Layouts full = held;
    for (bpf::Layout& layout : full.tables) {
        if (directions == Directions::split)
            std::erase_if(layout.columns, [](const bpf::Column& column) { return !column.feature->reverse_of.empty(); });
        complete(layout, configured);
    }
    return full;
}

Completion::Completion(const bpf::Layout& held, const bpf::Layout& full, Sources& sources, std::uint32_t scale,
                       Directions directions)
    : full_(full),
      point_changes_(held, sources),
      splits_(directions == Directions::split),
      held_octets_(held.key_octets + held.value_octets),
      scale_(scale),
      bytes_(full.key_octets + full.value_octets) {
    for (const bpf::Member& member : held.members)
        if (scale > 1 && member.feature->role == bpf::Role::sum) sums_.push_back(member);
    for (std::size_t i = held.members.size(); i < full.members.size(); ++i) {
        const bpf::Feature& feature = *full.members[i].feature;
        parts_.push_back({maker_for(feature, held, sources), full.members[i].offset, feature.bidirectional});
    }
    if (!splits_) joined_.emplace(of_both_directions(held));
}

const std::byte* Completion::scaled(const std::byte* bytes, std::vector<std::byte>& copy) const {
    copy.resize(bytes_.size());
    std::memcpy(copy.data(), bytes, held_octets_);
    for (const bpf::Member& sum : sums_) multiply(copy.data() + sum.offset, sum.feature->type, scale_);
    return copy.data();
}

Record Completion::operator()(const Record& record) {
    Record both = record;
    both.layout = &full_;
    if (!point_changes_.are_none()) both.context.point = point_changes_(record);
    if (parts_.empty() && sums_.empty() && record.reverse == nullptr) return both;
    both.bytes = scaled(record.bytes, bytes_);
    if (record.reverse != nullptr && !sums_.empty()) both.reverse = scaled(record.reverse, reverse_);
    Record complete = both;
    if (splits_) complete.reverse = nullptr;
    for (const Part& part : parts_) part.make(part.is_of_both ? both : complete, bytes_.data() + part.offset);
    if (complete.reverse != nullptr) joined_->merge(bytes_.data(), complete.reverse);
    return complete;
}

}  // namespace exporter
