// SPDX-License-Identifier: Apache-2.0
#include "exporter/json_printer.hpp"

#include "exporter/json_line.hpp"

namespace exporter {

void JsonPrinter::print(const Record& record) {
    append_json(output_.buffer(), cache_.of(*record.layout).columns.columns(), record);
    append(output_.buffer(), "\n");
    output_.commit();
}

}  // namespace exporter
