// SPDX-License-Identifier: Apache-2.0
#include "exporter/csv_encoder.hpp"

#include "exporter/chosen_columns.hpp"

namespace exporter {

Result<> CsvEncoder::use(const bpf::Layouts& layouts) {
    const auto columns = chosen_columns(layouts, settings().fields);
    if (!columns) return tl::unexpected(columns.error());
    flush();
    columns_ = CsvColumns(layouts, *columns);
    TextBuffer line;
    columns_.append_names(line);
    const auto octets = std::as_bytes(std::span(line.data(), line.size()));
    names_.assign(1, {octets.begin(), octets.end()});
    return {};
}

}  // namespace exporter
