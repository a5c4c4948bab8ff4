// SPDX-License-Identifier: Apache-2.0
// The C text of a field's member of the record.
#pragma once

#include <string>

#include "bpf/feature.hpp"

namespace probe {

// "__u64 in_bytes", "__u8 mpls_label_1[3]"
[[nodiscard]] std::string declaration(const bpf::Feature& feature);

}  // namespace probe
