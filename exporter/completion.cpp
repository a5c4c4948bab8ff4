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
    if (column.member || feature.role != bpf::Role::computed || !find_maker(feature.name)) return false;
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

}  // namespace

bpf::Layouts completed(const bpf::Layouts& held, const std::vector<std::string>& configured) {
    bpf::Layouts full = held;
    for (bpf::Layout& layout : full.tables) complete(layout, configured);
    return full;
}

Completion::Completion(const bpf::Layout& held, const bpf::Layout& full, Sources& sources, std::uint32_t scale)
    : full_(full),
      point_changes_(held, sources),
      held_octets_(held.key_octets + held.value_octets),
      scale_(scale),
      bytes_(full.key_octets + full.value_octets) {
    for (const bpf::Member& member : held.members)
        if (scale > 1 && member.feature->role == bpf::Role::sum) sums_.push_back(member);
    for (std::size_t i = held.members.size(); i < full.members.size(); ++i)
        parts_.push_back({find_maker(full.members[i].feature->name)(held, sources), full.members[i].offset});
}

Record Completion::operator()(const Record& record) {
    Record complete = record;
    complete.layout = &full_;
    if (!point_changes_.are_none()) complete.context.point = point_changes_(record);
    if (parts_.empty() && sums_.empty()) return complete;
    std::memcpy(bytes_.data(), record.bytes, held_octets_);
    for (const bpf::Member& sum : sums_) multiply(bytes_.data() + sum.offset, sum.feature->type, scale_);
    Record held = record;
    held.context = complete.context;
    held.bytes = bytes_.data();
    for (const Part& part : parts_) part.make(held, bytes_.data() + part.offset);
    complete.bytes = bytes_.data();
    return complete;
}

}  // namespace exporter
