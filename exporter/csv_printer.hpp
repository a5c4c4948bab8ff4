// SPDX-License-Identifier: Apache-2.0
// Comma-separated values: one line of names, also where no flow follows, then one line a flow. See csv_line.hpp.
#pragma once

#include "exporter/csv_line.hpp"
#include "exporter/printer.hpp"

namespace exporter {

class CsvPrinter final : public Printer {
 public:
    // All records are of these layouts, which must outlive this.
    CsvPrinter(Output& output, const bpf::Layouts& layouts) : Printer(output), columns_(layouts) {}
    void print(const Record& record) override;
    Result<> finish() override;

 private:
    void print_names();

    CsvColumns columns_;
    bool has_names_ = false;
};

}  // namespace exporter
