// SPDX-License-Identifier: Apache-2.0
// The probe's own messages to collectors, as the program must know them to leave them out: bpf/own_export.h.
#pragma once

#include <mutex>
#include <vector>

#include "bpf/shared.hpp"
#include "exporter/transport.hpp"

namespace probe {

// Lists the flows of all sockets that are connected, in place of what was listed before; programs may be reading meanwhile. At most
// MOST_OWN_FLOWS collectors.
void set_own_flows(bpf::shared::control& control, const std::vector<exporter::CollectorReport>& reports);

// The programs that are told: two of them while one takes the other's place. From any thread.
class OwnFlowTargets {
 public:
    // Tells all, now and whenever one is added.
    void set(const std::vector<exporter::CollectorReport>& reports);
    // The memory must be there until remove().
    void add(bpf::shared::control& control);
    void remove(bpf::shared::control& control);

 private:
    std::mutex mutex_;  // guards all below
    std::vector<bpf::shared::control*> controls_;
    std::vector<exporter::CollectorReport> reports_;
};

}  // namespace probe
