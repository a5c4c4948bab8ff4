// SPDX-License-Identifier: Apache-2.0
// The fields of NetFlow v9 records.
#pragma once

#include <vector>

#include "bpf/result.hpp"
#include "exporter/wire.hpp"

namespace exporter {

// The fields for some columns of a layout, in their order, each as it was asked for: FIRST_SWITCHED is 22 and counts from the boot,
// FLOW_START_MILLISECONDS is 152. v9 has no enterprises: those of ntop (35632) get 57472 + number, as nProbe sends them; a field of
// another enterprise is an error that names it. Of two fields with the same number the wider is sent; fields without a value are
// left out. ICMP_TYPE is 32 in both IP families. Features must outlive the result.
[[nodiscard]] Result<std::vector<WireField>> netflow9_fields(const bpf::Layout& layout, const std::vector<bpf::Column>& columns);

}  // namespace exporter
