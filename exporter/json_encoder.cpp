// SPDX-License-Identifier: Apache-2.0
#include "exporter/json_encoder.hpp"

#include <algorithm>

#include "exporter/chosen_columns.hpp"
#include "exporter/json_line.hpp"

namespace exporter {

Result<> JsonEncoder::use(const bpf::Layouts& layouts) {
    const auto columns = chosen_columns(layouts, settings().fields);
    if (!columns) return tl::unexpected(columns.error());
    flush();
    tables_.clear();
    for (std::size_t i = 0; i < layouts.tables.size(); ++i)
        tables_.push_back({&layouts.tables[i], ShownColumns(layouts.tables[i], (*columns)[i])});
    return {};
}

bool JsonEncoder::append_line(TextBuffer& out, const Record& record) const {
    const auto table =
        std::find_if(tables_.begin(), tables_.end(), [&](const Table& each) { return each.layout == record.layout; });
    if (table == tables_.end()) return false;
    append_json(out, table->columns.columns(), record);
    out.push_back('\n');
    return true;
}

}  // namespace exporter
