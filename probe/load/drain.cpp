// SPDX-License-Identifier: Apache-2.0
#include "probe/load/drain.hpp"

namespace probe {

bool is_log_half_full(const ProgramMemory& memory, std::uint32_t generation) {
    for (std::uint32_t number = 0; number < memory.tables.size(); number++)
        for (std::uint32_t cpu = 0; memory.tables[number].log && cpu < memory.cpus; cpu++) {
            const auto& used = reinterpret_cast<const volatile __u64&>(memory.evictions[cpu].records[number][generation]);
            if (used > memory.tables[number].log_records / 2) return true;
        }
    return false;
}

}  // namespace probe
