// SPDX-License-Identifier: Apache-2.0
// JSON lines: one object a flow, one key a column, in the order asked for. See json_line.hpp.
#pragma once

#include "exporter/printer.hpp"
#include "exporter/shown_columns.hpp"

namespace exporter {

class JsonPrinter final : public Printer {
 public:
    using Printer::Printer;
    void print(const Record& record) override;

 private:
    ShownColumnsCache cache_;
};

}  // namespace exporter
