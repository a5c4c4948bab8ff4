// SPDX-License-Identifier: Apache-2.0
#include "exporter/table_printer.hpp"

#include <algorithm>

namespace exporter {
namespace {

constexpr std::string_view kTcpFlags = "CEUAPRSF";

bool is_flags(const ShownColumn& column) { return column.feature->unit == "flags"; }

bool is_tcp_letters(const ShownColumn& column) {
    return is_flags(column) && column.feature->layer == bpf::Layer::tcp && column.feature->type == bpf::Type::u8;
}

bool is_right(const ShownColumn& column) {
    return !is_quoted(column.feature->type) && column.feature->type != bpf::Type::time_ns && !is_tcp_letters(column);
}

std::string header_of(const ShownColumn& column) {
    if (column.feature->type != bpf::Type::time_ns) return column.name;
    constexpr std::string_view kUnit = "_MILLISECONDS";
    const bool has_unit = column.name.size() > kUnit.size() && column.name.ends_with(kUnit);
    return column.name.substr(0, column.name.size() - (has_unit ? kUnit.size() : 0)) + " (UTC)";
}

// The longest text of the type; of counters a usual one, since nothing is gained by 20 columns that are always empty.
std::size_t value_width(const ShownColumn& column) {
    if (is_tcp_letters(column)) return kTcpFlags.size();
    switch (column.feature->type) {
        case bpf::Type::u8: return 3;
        case bpf::Type::u16:
        case bpf::Type::be16: return is_flags(column) ? 6 : 5;
        case bpf::Type::be24: return 8;
        case bpf::Type::u32:
        case bpf::Type::be32: return 10;
        case bpf::Type::u64: return 12;
        case bpf::Type::ipv4: return 15;
        case bpf::Type::ipv6: return 39;
        case bpf::Type::mac: return 17;
        case bpf::Type::time_ns: return column.time_unit_ns == 1 ? 30 : column.time_unit_ns == 1000 ? 27 : 24;
        case bpf::Type::octets: return 2 * std::size_t{column.feature->length};
        case bpf::Type::string: return std::min<std::size_t>(column.feature->length, 16);
    }
    return 0;
}

std::size_t width_of(const ShownColumn& column) { return std::max(header_of(column).size(), value_width(column)); }

void append_tcp_letters(TextBuffer& out, std::uint64_t flags) {
    for (std::size_t i = 0; i < kTcpFlags.size(); ++i) out.push_back((flags & 0x80U >> i) != 0 ? kTcpFlags[i] : '.');
}

void append_table_value(TextBuffer& out, const ShownColumn& column, const Record& record) {
    const bpf::Type type = column.feature->type;
    if (!column.offset) {
        if (column.computed == nullptr) return append(out, "-");
        return append_number(out, column.computed(record));
    }
    const std::byte* bytes = record.bytes + *column.offset;
    if (type == bpf::Type::time_ns)
        return append_utc(out, shifted(number_at(type, bytes), record.context.time_offset_ns), column.time_unit_ns);
    if (is_tcp_letters(column)) return append_tcp_letters(out, number_at(type, bytes));
    if (is_flags(column)) {
        fmt::format_to(fmt::appender(out), "{:#x}", number_at(type, bytes));
        return;
    }
    if (type == bpf::Type::string) return append(out, text_at(*column.feature, bytes));
    if (type == bpf::Type::octets) return append_hex(out, {bytes, bpf::size_of(*column.feature)});
    append_value(out, type, bytes, 0);
}

}  // namespace

void TablePrinter::print(const Record& record) {
    const auto [columns, serial] = cache_.of(*record.layout);
    if (serial != header_serial_) {
        if (header_serial_ != 0) append(output_.buffer(), "\n");
        print_header(columns);
        header_serial_ = serial;
    }
    for (const ShownColumn& column : columns.columns()) {
        cell_.clear();
        append_table_value(cell_, column, record);
        append_cell(column, &column == &columns.columns().back());
    }
    append(output_.buffer(), "\n");
    output_.commit();
}

void TablePrinter::print_header(const ShownColumns& columns) {
    for (const ShownColumn& column : columns.columns()) {
        cell_.clear();
        append(cell_, header_of(column));
        append_cell(column, &column == &columns.columns().back());
    }
    append(output_.buffer(), "\n");
}

void TablePrinter::append_cell(const ShownColumn& column, bool is_last) {
    TextBuffer& out = output_.buffer();
    const std::string_view text(cell_.data(), cell_.size());
    const std::size_t width = width_of(column);
    const std::size_t padding = width > text.size() ? width - text.size() : 0;
    if (is_right(column)) {
        fmt::format_to(fmt::appender(out), "{:{}}", "", padding);
        append(out, text);
    } else {
        append(out, text);
        if (!is_last) fmt::format_to(fmt::appender(out), "{:{}}", "", padding);
    }
    if (!is_last) append(out, "  ");
}

}  // namespace exporter
