// SPDX-License-Identifier: Apache-2.0
#include "probe/load/drain.hpp"

namespace probe {

bool is_log_half_full(const ProgramMemory& memory, std::uint32_t generation) {
    for (std::uint32_t cpu = 0; cpu < memory.cpus; cpu++)
        for (std::uint32_t number = 0; number < memory.tables.size(); number++) {
            const auto& used = reinterpret_cast<const volatile __u64&>(memory.evictions[cpu].records[number][generation]);
            if (memory.log_records[number] > 1 && used > memory.log_records[number] / 2) return true;
        }
    return false;
}

}  // namespace probe
