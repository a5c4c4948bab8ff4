// SPDX-License-Identifier: Apache-2.0
#include "probe/load/table_memory.hpp"

namespace probe {

TableSize size_for(const bpf::Layout& layout, const TableSize& wanted) {
    for (const bpf::Member& member : layout.members)
        if (member.feature->role == bpf::Role::key) return wanted;
    return {0, 1};
}

// Written by other CPUs while it is read: every counter is one whole word that only grows.
static void add(bpf::shared::counters& sum, const bpf::shared::counters& part) {
    static_assert(sizeof part % sizeof(__u64) == 0);
    const auto* from = reinterpret_cast<const volatile __u64*>(&part);
    auto* to = reinterpret_cast<__u64*>(&sum);
    for (std::size_t i = 0; i < sizeof part / sizeof(__u64); i++) to[i] += from[i];
}

bpf::shared::counters sum_counters(const ProgramMemory& memory, std::uint32_t port) {
    bpf::shared::counters sum{};
    for (std::uint32_t cpu = 0; cpu < memory.cpus; cpu++) add(sum, memory.counters[port * memory.cpus + cpu]);
    return sum;
}

bpf::shared::counters sum_counters(const ProgramMemory& memory) {
    bpf::shared::counters sum{};
    for (std::uint32_t port = 0; port < memory.ports; port++) add(sum, sum_counters(memory, port));
    return sum;
}

}  // namespace probe
