// SPDX-License-Identifier: Apache-2.0
// What a collector must be told of private elements, which IANA's list does not have: options of RFC 5610 section 3.9.
#pragma once

#include <cstdint>
#include <vector>

#include "exporter/options.hpp"
#include "exporter/wire.hpp"

namespace exporter {

// The abstract data type of an element, as a number of IANA's "IPFIX Information Element Data Types".
[[nodiscard]] std::uint8_t data_type_of(const WireField& field);

[[nodiscard]] const OptionsTable& element_types_table();

// One row for each private element in these tables of fields, with name and description cut to 64 and 160 octets. Semantics follow
// from the role of the field, units from its unit; it has no range.
[[nodiscard]] std::vector<OptionsRow> element_types(const std::vector<std::vector<WireField>>& tables);

}  // namespace exporter
