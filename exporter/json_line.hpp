// SPDX-License-Identifier: Apache-2.0
// A flow as a JSON object, for the printer and the encoder alike.
#pragma once

#include <span>

#include "exporter/shown_columns.hpp"
#include "exporter/text.hpp"

namespace exporter {

// {"IPV4_SRC_ADDR":"192.0.2.1","IN_PKTS":3,"FLOW_START_MILLISECONDS":1795169472345}
//
// Addresses and MACs are strings, all else are decimal numbers (up to 2^64 - 1: beyond 2^53 not exact in JavaScript), times in
// milliseconds since the Unix epoch; null where no value is known. Without the end of the line.
void append_json(TextBuffer& out, std::span<const ShownColumn> columns, const Record& record);

}  // namespace exporter
