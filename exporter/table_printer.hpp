// SPDX-License-Identifier: Apache-2.0
// A table for terminals: a header line, then one aligned line a flow.
#pragma once

#include "exporter/printer.hpp"
#include "exporter/shown_columns.hpp"

namespace exporter {

// FLOW_START (UTC)          IPV4_SRC_ADDR    L4_SRC_PORT  IN_BYTES      TCP_FLAGS
// 2026-11-20T10:11:12.345Z  192.0.2.1              51234          1840  ...AP.SF
//
// Numbers stand on the right of their column, all else on the left. Times are UTC, as their header says. 8-bit TCP flags are
// letters (CWR ECE URG ACK PSH RST SYN FIN), other flags hexadecimal. A value that is not known is "-". Where columns change
// (from IPv4 to IPv6 flows, or to another template) an empty line and a new header precede.
class TablePrinter final : public Printer {
 public:
    using Printer::Printer;
    void print(const Record& record) override;

 private:
    void print_header(const ShownColumns& columns);
    void append_cell(const ShownColumn& column, bool is_last);

    ShownColumnsCache cache_;
    std::uint64_t header_serial_ = 0;  // of the columns whose header was printed last; 0 = none yet
    TextBuffer cell_;                  // scratch
};

}  // namespace exporter
