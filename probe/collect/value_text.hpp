// SPDX-License-Identifier: Apache-2.0
// Values of collected records as text.
#pragma once

#include <fixbuf/public.h>

#include <cstddef>
#include <string_view>

#include "exporter/text.hpp"
#include "probe/collect/record.hpp"

namespace probe::collect {

using exporter::TextBuffer;

// Whether the value is a number, or true or false, and JSON wants no quotes. `octets`: what the value has; one that does not have
// the length of its type is not what its type says, and shown as hexadecimal digits.
[[nodiscard]] bool is_number(fbInfoElementDataType_t type, std::size_t octets);

// Integers, also in fewer octets than their type has: decimal. Times: "2026-11-20T10:11:12.345Z", what is below a millisecond is
// cut off. Addresses and MACs as usual. Booleans: true or false. Floating point that JSON does not know: null. Strings: as inside
// of a JSON string, all but ASCII escaped, so that it does nothing to a terminal. Octets and lists: hexadecimal digits.
void append_value(TextBuffer& out, fbInfoElementDataType_t type, Value value);

}  // namespace probe::collect
