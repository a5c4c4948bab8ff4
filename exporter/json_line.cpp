// SPDX-License-Identifier: Apache-2.0
#include "exporter/json_line.hpp"

namespace exporter {
namespace {

void append_json_value(TextBuffer& out, const ShownColumn& column, const Record& record) {
    if (column.offset) {
        const bpf::Type type = column.feature->type;
        const bool quoted = is_quoted(type);
        if (quoted) out.push_back('"');
        if (type == bpf::Type::string)
            append_json_text(out, text_at(*column.feature, record.bytes + *column.offset));
        else if (type == bpf::Type::octets)
            append_hex(out, {record.bytes + *column.offset, bpf::size_of(*column.feature)});
        else
            append_value(out, type, record.bytes + *column.offset, record.context.time_offset_ns, column.time_unit_ns);
        if (quoted) out.push_back('"');
    } else if (column.computed != nullptr) {
        append_number(out, column.computed(record));
    } else {
        append(out, "null");
    }
}

}  // namespace

void append_json(TextBuffer& out, std::span<const ShownColumn> columns, const Record& record) {
    char separator = '{';
    for (const ShownColumn& column : columns) {
        const char opening[] = {separator, '"'};
        append(out, {opening, sizeof opening});
        append(out, column.name);
        append(out, "\":");
        append_json_value(out, column, record);
        separator = ',';
    }
    append(out, separator == '{' ? "{}" : "}");
}

}  // namespace exporter
