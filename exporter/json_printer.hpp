// SPDX-License-Identifier: Apache-2.0
// JSON lines: one object a flow, one key a column, in the order asked for.
#pragma once

#include "exporter/printer.hpp"
#include "exporter/shown_columns.hpp"

namespace exporter {

// {"IPV4_SRC_ADDR":"192.0.2.1","IN_PKTS":3,"FLOW_START_MILLISECONDS":1795169472345}
//
// Addresses and MACs are strings, all else are decimal numbers (up to 2^64 - 1: beyond 2^53 not exact in JavaScript), times in
// milliseconds since the Unix epoch; null where no value is known.
class JsonPrinter final : public Printer {
 public:
    using Printer::Printer;
    void print(const Record& record) override;

 private:
    ShownColumnsCache cache_;
};

}  // namespace exporter
