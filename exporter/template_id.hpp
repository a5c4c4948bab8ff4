// SPDX-License-Identifier: Apache-2.0
// Template ids that outlive a restart: the same fields always have the same id, so that a collector which still knows the
// templates of the last run reads the records of this one, whether or not a new template has arrived.
#pragma once

#include <cstdint>
#include <vector>

#include "exporter/options.hpp"
#include "exporter/wire.hpp"

namespace exporter {

inline constexpr std::uint16_t kFirstTemplateId = 256;  // RFC 7011 section 3.4.1: 0 to 255 are for sets

// One id for each table, from a hash of its (enterprise, element, length) in their order, and for each table of options behind them.
// All are different: where two meet, the later table takes the next free id.
[[nodiscard]] std::vector<std::uint16_t> template_ids(const std::vector<std::vector<WireField>>& tables,
                                                      const std::vector<OptionsTable>& options = {});

}  // namespace exporter
