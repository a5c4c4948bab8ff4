// SPDX-License-Identifier: Apache-2.0
#include "exporter/completion.hpp"

#include <algorithm>
#include <cstring>

namespace exporter {
namespace {

bool is_made(const bpf::Column& column) {
    return !column.member && column.feature->role == bpf::Role::computed && find_maker(column.feature->name) != nullptr;
}

void complete(bpf::Layout& layout) {
    for (bpf::Column& column : layout.columns) {
        if (!is_made(column)) continue;
        column.member = layout.members.size();
        layout.members.push_back({column.feature, layout.key_octets + layout.value_octets});
        layout.value_octets += bpf::size_of(column.feature->type);
    }
}

}  // namespace

bpf::Layouts completed(const bpf::Layouts& held) {
    bpf::Layouts full = held;
    for (bpf::Layout& layout : full.tables) complete(layout);
    return full;
}

Completion::Completion(const bpf::Layout& held, const bpf::Layout& full)
    : full_(full),
      held_octets_(held.key_octets + held.value_octets),
      bytes_(full.key_octets + full.value_octets) {
    for (std::size_t i = held.members.size(); i < full.members.size(); ++i)
        parts_.push_back({find_maker(full.members[i].feature->name)(held), full.members[i].offset});
}

Record Completion::operator()(const Record& record) {
    Record complete = record;
    complete.layout = &full_;
    if (parts_.empty()) return complete;
    std::memcpy(bytes_.data(), record.bytes, held_octets_);
    for (const Part& part : parts_) part.make(record, bytes_.data() + part.offset);
    complete.bytes = bytes_.data();
    return complete;
}

}  // namespace exporter
