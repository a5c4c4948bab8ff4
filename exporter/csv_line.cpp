// SPDX-License-Identifier: Apache-2.0
#include "exporter/csv_line.hpp"

#include <algorithm>

namespace exporter {
namespace {

std::vector<std::vector<bpf::Column>> all_columns(const bpf::Layouts& layouts) {
    std::vector<std::vector<bpf::Column>> columns;
    for (const bpf::Layout& layout : layouts.tables) columns.push_back(layout.columns);
    return columns;
}

// The n-th columns of the tables, which are siblings, stand beside each other.
std::vector<std::string> names_of(const std::vector<ShownColumns>& tables) {
    std::size_t most = 0;
    for (const ShownColumns& table : tables) most = std::max(most, table.columns().size());
    std::vector<std::string> names;
    for (std::size_t i = 0; i < most; ++i) {
        for (const ShownColumns& table : tables) {
            if (i >= table.columns().size()) continue;
            const std::string& name = table.columns()[i].name;
            if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
        }
    }
    return names;
}

// RFC 4180 section 2: in quotes where a comma or a quote is part of the text.
void append_text(TextBuffer& out, std::string_view text) {
    if (text.find_first_of(",\"") == std::string_view::npos) return append(out, text);
    out.push_back('"');
    for (const char letter : text) {
        if (letter == '"') out.push_back('"');
        out.push_back(letter);
    }
    out.push_back('"');
}

void append_cell(TextBuffer& out, const ShownColumn& column, const Record& record) {
    if (column.offset && column.feature->type == bpf::Type::string)
        append_text(out, text_at(*column.feature, record.bytes + *column.offset));
    else if (column.offset && column.feature->type == bpf::Type::octets)
        append_hex(out, {record.bytes + *column.offset, bpf::size_of(*column.feature)});
    else if (column.offset)
        append_value(out, column.feature->type, record.bytes + *column.offset, record.context.time_offset_ns,
                     column.time_unit_ns);
    else if (column.computed != nullptr)
        append_number(out, column.computed(record));
}

}  // namespace

CsvColumns::CsvColumns(const bpf::Layouts& layouts) : CsvColumns(layouts, all_columns(layouts)) {}

CsvColumns::CsvColumns(const bpf::Layouts& layouts, const std::vector<std::vector<bpf::Column>>& columns) {
    std::vector<ShownColumns> shown;
    for (std::size_t i = 0; i < layouts.tables.size(); ++i) shown.emplace_back(layouts.tables[i], columns[i]);
    names_ = names_of(shown);
    for (std::size_t i = 0; i < layouts.tables.size(); ++i) {
        Table& table = tables_.emplace_back(Table{&layouts.tables[i], std::vector<std::optional<ShownColumn>>(names_.size())});
        for (const ShownColumn& column : shown[i].columns())
            table.cells[static_cast<std::size_t>(std::find(names_.begin(), names_.end(), column.name) - names_.begin())] = column;
    }
}

void CsvColumns::append_names(TextBuffer& out) const {
    for (const std::string& name : names_) {
        if (&name != &names_.front()) out.push_back(',');
        append(out, name);
    }
    out.push_back('\n');
}

bool CsvColumns::append_record(TextBuffer& out, const Record& record) const {
    const auto table =
        std::find_if(tables_.begin(), tables_.end(), [&](const Table& each) { return each.layout == record.layout; });
    if (table == tables_.end()) return false;
    bool is_first = true;
    for (const std::optional<ShownColumn>& cell : table->cells) {
        if (!is_first) out.push_back(',');
        is_first = false;
        if (cell) append_cell(out, *cell, record);
    }
    out.push_back('\n');
    return true;
}

}  // namespace exporter
