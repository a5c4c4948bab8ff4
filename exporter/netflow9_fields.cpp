// SPDX-License-Identifier: Apache-2.0
#include "exporter/netflow9_fields.hpp"

#include <fmt/format.h>

namespace exporter {
namespace {

constexpr std::uint32_t kNtop = 35'632;
constexpr std::uint32_t kNtopNumbers = 57'472;
constexpr std::uint32_t kLargestNumber = 65'535;

}  // namespace

Result<std::vector<WireField>> netflow9_fields(const bpf::Layout& layout, const std::vector<bpf::Column>& columns) {
    std::vector<WireField> fields;
    for (const bpf::Column& column : columns) {
        auto field = wire_field(layout, column, Numbers::asked);
        if (!field) continue;
        if (field->pen != 0) {
            if (field->pen != kNtop || kNtopNumbers + field->id > kLargestNumber)
                return fail(
                    fmt::format("NetFlow v9 has no number for {} (enterprise {}, element {}); leave it out with ?fields=NAME,... "
                                "at the collector, or use ipfix",
                                column.feature->name, field->pen, field->id));
            field->pen = 0;
            field->id = static_cast<std::uint16_t>(kNtopNumbers + field->id);
        }
        add_once(fields, *field);
    }
    return fields;
}

}  // namespace exporter
