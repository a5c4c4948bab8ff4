// SPDX-License-Identifier: Apache-2.0
// Reads and clears the half of the tables that no packet writes any more: a memory scan, no system call.
#pragma once

#include <cstddef>
#include <cstdint>

#include "probe/load/table_memory.hpp"

namespace probe {

// Whether a log of this generation is more than half full: then the next drain should not wait for its time.
[[nodiscard]] bool is_log_half_full(const ProgramMemory& memory, std::uint32_t generation);

// Calls take(table number, record) for every record of this generation, log and sets, and frees them. Nothing may write the
// generation meanwhile: see Grace. The record's octets are valid during the call. Returns how many records there were.
template <class Take>
std::uint64_t drain(ProgramMemory& memory, std::uint32_t generation, Take&& take) {
    std::uint64_t records = 0;
    for (std::uint32_t number = 0; number < memory.tables.size(); number++) {
        const TableMemory& table = memory.tables[number];
        const std::size_t octets = table.layout->slot_octets, mark = table.layout->mark_offset;
        const std::size_t slots = kRecordsOfSet << memory.set_bits[number];
        for (std::uint32_t cpu = 0; cpu < memory.cpus; cpu++) {
            const std::size_t part = cpu * 2 + generation;
            // What was evicted first was first: the log goes before the sets, so that `first` and `last` come in their order.
            __u64& logged = memory.evictions[cpu].records[number][generation];
            const std::byte* evicted = table.log + part * memory.log_records[number] * octets;
            for (__u64 i = 0; i < logged; i++) take(number, evicted + i * octets);
            records += logged;
            logged = 0;
            std::byte* slot = table.sets + part * slots * octets;
            for (const std::byte* end = slot + slots * octets; slot != end; slot += octets) {
                if (slot[mark] == std::byte{0}) continue;
                take(number, slot);
                slot[mark] = std::byte{0};
                records++;
            }
        }
    }
    return records;
}

}  // namespace probe
