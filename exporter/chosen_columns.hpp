// SPDX-License-Identifier: Apache-2.0
// Which fields of the records a collector gets: all, or those that the `fields` of its URL name, and the keys. Without a key, records
// of different flows would look the same.
#pragma once

#include <string>
#include <vector>

#include "bpf/layout.hpp"
#include "bpf/result.hpp"

namespace exporter {

// For each table its columns in their order; names empty: all of them. A name may be the field's, its IANA name, an alias, or that of
// the sibling of the other IP family. Fails at a name that no table has.
[[nodiscard]] Result<std::vector<std::vector<bpf::Column>>> chosen_columns(const bpf::Layouts& layouts,
                                                                           const std::vector<std::string>& names);

}  // namespace exporter
