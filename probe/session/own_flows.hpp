// SPDX-License-Identifier: Apache-2.0
// The probe's own messages to collectors, as the program must know them to leave them out: bpf/own_export.h.
#pragma once

#include <vector>

#include "bpf/shared.hpp"
#include "exporter/transport.hpp"

namespace probe {

// Lists the flows of all sockets that are connected, in place of what was listed before; programs may be reading meanwhile. At most
// MOST_OWN_FLOWS collectors.
void set_own_flows(bpf::shared::control& control, const std::vector<exporter::CollectorReport>& reports);

}  // namespace probe
