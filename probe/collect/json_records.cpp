// SPDX-License-Identifier: Apache-2.0
#include "probe/collect/record_printer.hpp"

namespace probe::collect {

using exporter::append;

void JsonRecords::on_record(const RecordTemplate& described, std::span<const Value> values) {
    TextBuffer& out = output_.buffer();
    append(out, described.is_options ? "{\"options\":true" : "{");
    for (std::size_t i = 0; i < values.size(); ++i) {
        const Meaning& meaning = described.columns[i].meaning;
        append(out, i > 0 || described.is_options ? ",\"" : "\"");
        append(out, meaning.name);
        append(out, "\":");
        const bool quoted = !is_number(meaning.type, values[i].size());
        if (quoted) out.push_back('"');
        append_value(out, meaning.type, values[i]);
        if (quoted) out.push_back('"');
    }
    append(out, "}\n");
    output_.commit();
}

}  // namespace probe::collect
