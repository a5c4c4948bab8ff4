// SPDX-License-Identifier: Apache-2.0
// Collected records as text. A printer owns no file: it appends to an Output, which keeps the errors.
#pragma once

#include <memory>
#include <string>

#include "exporter/output.hpp"
#include "probe/collect/value_text.hpp"

namespace probe::collect {

// One JSON object a line and record, with the names of elements as keys:
//
// {"sourceIPv4Address":"192.0.2.1","packetDeltaCount":3,"flowStartMilliseconds":"2026-11-20T10:11:12.345Z"}
// {"options":true,"meteringProcessId":7,"exportedFlowRecordTotalCount":12}
class JsonRecords final : public RecordSink {
 public:
    // The output must outlive this, and whoever has it calls flush().
    explicit JsonRecords(exporter::Output& output) : output_(output) {}
    void on_record(const RecordTemplate& described, std::span<const Value> values) override;

 private:
    exporter::Output& output_;
};

// A header line, then one aligned line a record; an empty line and a new header where columns change. Numbers stand on the right
// of their column, all else on the left; 8-bit TCP flags are letters (CWR ECE URG ACK PSH RST SYN FIN). Records of options begin
// with a column that says so.
class TableRecords final : public RecordSink {
 public:
    explicit TableRecords(exporter::Output& output) : output_(output) {}
    void on_record(const RecordTemplate& described, std::span<const Value> values) override;

 private:
    void print_header(const RecordTemplate& described);
    void append_cell(const Column& column, bool is_last);

    exporter::Output& output_;
    std::string shape_;  // of the records below the last header
    bool has_header_ = false;
    TextBuffer cell_;  // scratch
};

}  // namespace probe::collect
