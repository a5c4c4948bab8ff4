// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "exporter/record.hpp"
#include "probe/collect/record_printer.hpp"

namespace probe::collect {
namespace {

using exporter::append;

constexpr std::string_view kTcpFlags = "CEUAPRSF";
constexpr std::uint16_t kTcpControlBits = 6;  // of IANA's elements

bool is_tcp_flags(const Column& column) {
    return column.field.pen == 0 && column.field.id == kTcpControlBits && column.field.octets <= 2;
}

bool is_time(fbInfoElementDataType_t type) { return type >= FB_DT_SEC && type <= FB_DT_NANOSEC; }

bool is_right(const Column& column) { return is_number(column.meaning.type, column.field.octets) && !is_tcp_flags(column); }

std::string header_of(const Column& column) { return column.meaning.name + (is_time(column.meaning.type) ? " (UTC)" : ""); }

// The longest text of the type, of counters and strings a usual one.
std::size_t value_width(const Column& column) {
    if (is_tcp_flags(column)) return kTcpFlags.size();
    if (is_time(column.meaning.type)) return 24;
    switch (column.meaning.type) {
        case FB_MAC_ADDR: return 17;
        case FB_IP4_ADDR: return 15;
        case FB_IP6_ADDR: return 39;
        case FB_STRING: return 16;
        default: break;
    }
    constexpr std::size_t kDigits[] = {0, 3, 5, 8, 10, 12, 12, 12, 12};
    if (is_right(column)) return kDigits[column.field.octets];
    return column.field.octets == kVariableLength ? 16 : 2U * std::min<std::size_t>(column.field.octets, 16);
}

void append_table_value(TextBuffer& out, const Column& column, Value value) {
    if (is_tcp_flags(column)) {
        const std::uint64_t flags = exporter::load_big_endian(value.data(), value.size());
        if (flags > 0xff) {
            fmt::format_to(fmt::appender(out), "{:#x}", flags);
            return;
        }
        for (std::size_t i = 0; i < kTcpFlags.size(); ++i) out.push_back((flags & 0x80U >> i) != 0 ? kTcpFlags[i] : '.');
        return;
    }
    append_value(out, column.meaning.type, value);
}

// In front of records of options.
const Column kOptionsColumn{{0, 0, 3}, {"options", FB_OCTET_ARRAY}, false};

}  // namespace

void TableRecords::on_record(const RecordTemplate& described, std::span<const Value> values) {
    TextBuffer& out = output_.buffer();
    if (!has_header_ || shape_ != described.shape) {
        if (has_header_) append(out, "\n");
        print_header(described);
        shape_ = described.shape;
        has_header_ = true;
    }
    if (described.is_options) {
        cell_.clear();
        append(cell_, "options");
        append_cell(kOptionsColumn, false);
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        cell_.clear();
        append_table_value(cell_, described.columns[i], values[i]);
        if (cell_.size() == 0) append(cell_, "-");
        append_cell(described.columns[i], i + 1 == values.size());
    }
    append(out, "\n");
    output_.commit();
}

void TableRecords::print_header(const RecordTemplate& described) {
    if (described.is_options) {
        cell_.clear();
        append(cell_, "options");
        append_cell(kOptionsColumn, false);
    }
    for (const Column& column : described.columns) {
        cell_.clear();
        append(cell_, header_of(column));
        append_cell(column, &column == &described.columns.back());
    }
    append(output_.buffer(), "\n");
}

void TableRecords::append_cell(const Column& column, bool is_last) {
    TextBuffer& out = output_.buffer();
    const std::string_view text(cell_.data(), cell_.size());
    const std::size_t width = std::max(header_of(column).size(), value_width(column));
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

}  // namespace probe::collect
