// SPDX-License-Identifier: Apache-2.0
// Flows as lines of comma-separated values (RFC 4180), for the printer and the encoder alike.
#pragma once

#include <optional>
#include <vector>

#include "bpf/layout.hpp"
#include "exporter/shown_columns.hpp"
#include "exporter/text.hpp"

namespace exporter {

// IPV4_SRC_ADDR,IPV6_SRC_ADDR,IN_PKTS,FLOW_START_MILLISECONDS
// 192.0.2.1,,3,1795169472345
// ,2001:db8::1,3,1795169472345
//
// Names and values are those of JSON (json_line.hpp). All tables share one line of names: their union, a field of one IP family
// beside its sibling of the other. A cell is empty where the record's table has no such field, or no value is known. No value holds
// a comma, a quote or the end of a line, so nothing is quoted. Lines end in LF, as those of other Unix tools do (the RFC has CRLF).
class CsvColumns {
 public:
    CsvColumns() = default;
    // columns: of each table those that are wanted. Layouts and features must outlive this.
    CsvColumns(const bpf::Layouts& layouts, const std::vector<std::vector<bpf::Column>>& columns);
    explicit CsvColumns(const bpf::Layouts& layouts);

    // The line of names.
    void append_names(TextBuffer& out) const;
    // False, and nothing appended: the record's layout is none of these.
    [[nodiscard]] bool append_record(TextBuffer& out, const Record& record) const;

 private:
    struct Table {
        const bpf::Layout* layout;
        std::vector<std::optional<ShownColumn>> cells;  // one a name
    };

    std::vector<std::string> names_;
    std::vector<Table> tables_;
};

}  // namespace exporter
