// SPDX-License-Identifier: Apache-2.0
#include "probe/load/table_memory.hpp"

#include <algorithm>
#include <cstring>

namespace probe {

TableMemory arrange_table(const bpf::Layout& layout, const TableSize& size, std::uint32_t cpus, std::byte* sets, std::byte* log) {
    TableMemory table;
    table.layout = &layout;
    table.records = sets;
    table.areas = cpus;
    table.slots = kRecordsOfSet << size.set_bits;
    table.generation_octets = table.slots * layout.slot_octets;
    table.area_octets = 2 * table.generation_octets;
    table.log = log;
    table.log_records = size.log_records;
    return table;
}

TableMemory arrange_single(const bpf::Layout& layout, const ProgramMemory& memory) {
    TableMemory table;
    table.layout = &layout;
    table.records = memory.areas + sizeof(bpf::shared::counters);
    table.areas = memory.ports * memory.cpus;
    table.slots = 1;
    table.generation_octets = layout.slot_octets;
    table.area_octets = memory.area_octets;
    return table;
}

// Written by other CPUs while it is read: every counter is one whole word that only grows.
void add(bpf::shared::counters& sum, const bpf::shared::counters& part) {
    static_assert(sizeof part % sizeof(__u64) == 0);
    const auto* from = reinterpret_cast<const volatile __u64*>(&part);
    auto* to = reinterpret_cast<__u64*>(&sum);
    for (std::size_t i = 0; i < sizeof part / sizeof(__u64); i++) to[i] += from[i];
}

bpf::shared::counters difference(const bpf::shared::counters& now, const bpf::shared::counters& before) {
    bpf::shared::counters result = now;
    const auto* from = reinterpret_cast<const __u64*>(&before);
    auto* to = reinterpret_cast<__u64*>(&result);
    for (std::size_t i = 0; i < sizeof now / sizeof(__u64); i++) to[i] -= from[i];
    return result;
}

bpf::shared::counters sum_counters(const ProgramMemory& memory, std::uint32_t port) {
    bpf::shared::counters sum{};
    for (std::uint32_t cpu = 0; cpu < memory.cpus; cpu++) add(sum, memory.counters_of(port, cpu));
    return sum;
}

bpf::shared::counters sum_counters(const ProgramMemory& memory) {
    bpf::shared::counters sum{};
    for (std::uint32_t port = 0; port < memory.ports; port++) add(sum, sum_counters(memory, port));
    return sum;
}

std::uint64_t lost_states(const ProgramMemory& memory) {
    std::uint64_t sum = 0;
    for (std::uint32_t cpu = 0; memory.forgotten && cpu < memory.cpus; cpu++)
        sum += reinterpret_cast<const volatile __u64&>(memory.forgotten[cpu].states);
    return sum;
}

std::uint64_t fragments_without_first(const ProgramMemory& memory) {
    std::uint64_t sum = 0;
    for (std::uint32_t cpu = 0; memory.fragments && cpu < memory.cpus; cpu++)
        sum += reinterpret_cast<const volatile __u64&>(memory.fragments[cpu].without_first);
    return sum;
}

void clear_states(ProgramMemory& memory, const bpf::Layouts& layouts) {
    std::fill(memory.first_fragments.begin(), memory.first_fragments.end(), std::byte{0});
    for (const std::span<std::byte> states : memory.states) std::fill(states.begin(), states.end(), std::byte{0});
    if (memory.evictions) return;
    const std::size_t records = 2 * layouts.tables.front().slot_octets;  // a single plan: bpf/state/single.h
    for (std::uint32_t area = 0; area < memory.ports * memory.cpus; area++)
        std::memset(memory.areas + area * memory.area_octets + sizeof(bpf::shared::counters) + records, 0,
                    layouts.flow_state_octets);
}

}  // namespace probe
