// SPDX-License-Identifier: Apache-2.0
// A record as it came: what its template says of each field, and the octets of each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "probe/collect/elements.hpp"
#include "probe/collect/message.hpp"

namespace probe::collect {

struct Column {
    FieldSpecifier field;
    Meaning meaning;        // name: the element's, else "pen/id"; no two of a template are equal: the second one ends in #2
    bool is_scope = false;  // of options: what they are about
};

struct RecordTemplate {
    bool is_options = false;
    std::vector<Column> columns;  // in the order of the record, scopes first
    std::string shape;            // equal for templates whose records look alike: names and types
};

// In network byte order; of a variable-length field without the octets of its length.
using Value = std::span<const std::byte>;

// Takes records one by one. `values`: one for each column, valid during the call only, as is the template.
class RecordSink {
 public:
    RecordSink() = default;
    RecordSink(const RecordSink&) = delete;
    RecordSink& operator=(const RecordSink&) = delete;
    virtual ~RecordSink() = default;
    virtual void on_record(const RecordTemplate& described, std::span<const Value> values) = 0;
};

}  // namespace probe::collect
