// SPDX-License-Identifier: Apache-2.0
// How much memory a probe takes, and what it holds: one cap for the tables in the kernel and the flow cache in user space.
#pragma once

#include <cstdint>

#include "bpf/result.hpp"
#include "probe/compose/plan.hpp"
#include "probe/load/table_memory.hpp"

namespace probe {

struct MemoryRequest {
    std::uint64_t cap_octets = 0;       // tables and flow cache together; 0: tables of the default size, as many flows as wanted
    std::uint64_t most_flows = 0;       // wanted in the flow cache, per table
    std::uint32_t cpus = 1;             // that there may be: each has tables of its own
    std::uint64_t physical_octets = 0;  // of the machine
};

struct MemoryPlan {
    TableSize tables;
    std::uint64_t table_octets = 0;  // of all tables, logs and states, taken at start
    std::uint64_t most_flows = 0;    // in the flow cache, per table
    std::uint64_t flow_octets = 0;   // of the flow cache when it is full
};

// Without a cap the tables have their default size, or less where that would be more than a GiB or an eighth of the machine.
// With one, tables get as much of half of it as powers of two can take, and flows what is left. Fails if the cap is too small
// for any table.
[[nodiscard]] Result<MemoryPlan> plan_memory(const Plan& plan, const MemoryRequest& request);

// The request for this machine.
[[nodiscard]] Result<MemoryRequest> memory_request(std::uint64_t cap_octets, std::uint64_t most_flows);

}  // namespace probe
