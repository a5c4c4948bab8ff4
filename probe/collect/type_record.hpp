// SPDX-License-Identifier: Apache-2.0
// Type records (RFC 5610): records of options by which exporters tell names and types of their own elements.
#pragma once

#include <span>

#include "probe/collect/record.hpp"

namespace probe::collect {

// Learns from the record, if it is one of those.
void learn_from(const RecordTemplate& described, std::span<const Value> values, LearntElements& learnt);

}  // namespace probe::collect
