// SPDX-License-Identifier: Apache-2.0
#include "exporter/csv_printer.hpp"

#include <cassert>

namespace exporter {

void CsvPrinter::print(const Record& record) {
    print_names();
    [[maybe_unused]] const bool is_known = columns_.append_record(output_.buffer(), record);
    assert(is_known);
    output_.commit();
}

Result<> CsvPrinter::finish() {
    print_names();
    return Printer::finish();
}

void CsvPrinter::print_names() {
    if (has_names_) return;
    has_names_ = true;
    columns_.append_names(output_.buffer());
}

}  // namespace exporter
