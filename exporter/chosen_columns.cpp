// SPDX-License-Identifier: Apache-2.0
#include "exporter/chosen_columns.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace exporter {
namespace {

bool is_called(const bpf::Feature& feature, const std::string& name) {
    return name == feature.name || name == feature.element || name == feature.sibling ||
           std::find(feature.aliases.begin(), feature.aliases.end(), name) != feature.aliases.end();
}

bool is_key(const bpf::Layout& layout, const bpf::Column& column) {
    return column.feature->role == bpf::Role::key ||
           (column.member && layout.members[*column.member].feature->role == bpf::Role::key);
}

Result<> check_names(const bpf::Layouts& layouts, const std::vector<std::string>& names) {
    for (const std::string& name : names) {
        const bool is_known = std::any_of(layouts.tables.begin(), layouts.tables.end(), [&](const bpf::Layout& layout) {
            return std::any_of(layout.columns.begin(), layout.columns.end(),
                               [&](const bpf::Column& column) { return is_called(*column.feature, name); });
        });
        if (!is_known) return fail(fmt::format("{} is not one of the fields that are metered; add it to these, too", name));
    }
    return {};
}

}  // namespace

Result<std::vector<std::vector<bpf::Column>>> chosen_columns(const bpf::Layouts& layouts, const std::vector<std::string>& names) {
    if (auto checked = check_names(layouts, names); !checked) return tl::unexpected(checked.error());
    std::vector<std::vector<bpf::Column>> tables;
    for (const bpf::Layout& layout : layouts.tables) {
        std::vector<bpf::Column>& columns = tables.emplace_back();
        for (const bpf::Column& column : layout.columns) {
            const bool is_named = std::any_of(names.begin(), names.end(),
                                              [&](const std::string& name) { return is_called(*column.feature, name); });
            if (names.empty() || is_named || is_key(layout, column)) columns.push_back(column);
        }
    }
    return tables;
}

}  // namespace exporter
