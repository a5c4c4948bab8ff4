// SPDX-License-Identifier: Apache-2.0
#include "exporter/shown_columns.hpp"

#include <algorithm>

#include "exporter/text.hpp"

namespace exporter {
namespace {

// Both address families of a few templates that follow each other.
constexpr std::size_t kMaxKnown = 8;

std::optional<std::size_t> offset_of(const bpf::Layout& layout, const bpf::Column& column) {
    if (!column.member) return std::nullopt;
    return layout.members[*column.member].offset;
}

}  // namespace

ShownColumns::ShownColumns(const bpf::Layout& layout, const std::vector<bpf::Column>& columns) {
    for (const bpf::Column& column : columns) {
        const bpf::Feature& feature = *column.feature;
        asked_.push_back({&feature, offset_of(layout, column)});
        const ComputedValue computed = is_made(layout, column) ? nullptr : find_computed(feature.name);
        const std::string& name = feature.held_as.empty() || computed ? feature.name : feature.held_as;
        const auto has_name = [&](const ShownColumn& shown) { return shown.name == name; };
        if (std::any_of(columns_.begin(), columns_.end(), has_name)) continue;
        if (computed || !column.member)
            columns_.push_back({name, &feature, {}, computed, 0});
        else
            columns_.push_back({name, layout.members[*column.member].feature, asked_.back().offset, nullptr,
                                time_unit_ns(layout.members[*column.member].feature->unit)});
    }
}

bool ShownColumns::fits(const bpf::Layout& layout) const {
    if (asked_.size() != layout.columns.size()) return false;
    for (std::size_t i = 0; i < asked_.size(); ++i) {
        const bpf::Column& column = layout.columns[i];
        if (asked_[i].feature != column.feature || asked_[i].offset != offset_of(layout, column)) return false;
    }
    return true;
}

ShownColumnsCache::Found ShownColumnsCache::of(const bpf::Layout& layout) {
    auto found = std::find_if(known_.begin(), known_.end(), [&](const Known& known) { return known.columns.fits(layout); });
    if (found == known_.end()) {
        if (known_.size() == kMaxKnown) known_.erase(known_.begin());
        found = known_.insert(known_.end(), Known{ShownColumns(layout), next_serial_++});
    }
    return {found->columns, found->serial};
}

}  // namespace exporter
