// SPDX-License-Identifier: Apache-2.0
// Counters in 4 octets instead of 8, without ever sending a wrong one (reduced-size encoding, RFC 7011 section 6.2; in NetFlow v9 the
// length of a counter is the exporter's choice, RFC 3954 section 8). Which octets a value needs is known with each record, but a
// template says it for all of its records, so each table has two: records whose counters fit go out under the short one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "exporter/record.hpp"
#include "exporter/wire.hpp"

namespace exporter {

// Which records may go out under a template of reduced fields.
class FitsReduced {
 public:
    // fields: before they were reduced.
    explicit FitsReduced(const std::vector<WireField>& fields);

    [[nodiscard]] bool operator()(const Record& record) const {
        std::uint64_t all = 0;
        for (const std::size_t offset : counters_) all |= load<std::uint64_t>(record.bytes + offset);
        return all <= UINT32_MAX;
    }

 private:
    std::vector<std::size_t> counters_;  // offsets in the record
};

// The fields with their counters (sums of 64 bits) in 4 octets; nothing: there are no such counters.
[[nodiscard]] std::optional<std::vector<WireField>> reduced_fields(const std::vector<WireField>& fields);

// One template of a table.
struct TemplateFields {
    std::size_t table;                   // of Layouts::tables
    std::vector<WireField> fields;       // in its records
    std::optional<FitsReduced> if_fits;  // only for such records; the next template is for the others
};

// The templates of all tables, in their order; the reduced one of a table right before its other one. fields: one row a table.
[[nodiscard]] std::vector<TemplateFields> templates_of(std::vector<std::vector<WireField>> fields, bool reduced);

// For template_ids().
[[nodiscard]] std::vector<std::vector<WireField>> fields_of(const std::vector<TemplateFields>& templates);

}  // namespace exporter
