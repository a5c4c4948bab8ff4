// SPDX-License-Identifier: Apache-2.0
#include "exporter/record.hpp"

namespace exporter {
namespace {

std::optional<std::size_t> time_offset(const bpf::Layout& layout, bpf::Role role) {
    std::optional<std::size_t> found;
    for (const bpf::Member& member : layout.members) {
        const bpf::Feature& feature = *member.feature;
        if (feature.type != bpf::Type::time_ns || feature.role != role) continue;
        if (feature.pen == 0 && feature.id >= 150 && feature.id <= 157) return member.offset;
        if (!found) found = member.offset;
    }
    return found;
}

}  // namespace

TimeOffsets time_offsets(const bpf::Layout& layout) {
    return {time_offset(layout, bpf::Role::min), time_offset(layout, bpf::Role::max)};
}

}  // namespace exporter
