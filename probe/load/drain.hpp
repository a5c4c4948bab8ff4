// SPDX-License-Identifier: Apache-2.0
// Reads and clears the half of the tables that no packet writes any more: a memory scan, no system call.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

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
        for (std::uint32_t area = 0; area < table.areas; area++) {
            // What was evicted first was first: the log goes before the sets, so that `first` and `last` come in their order.
            if (table.log) {
                __u64& logged = memory.evictions[area].records[number][generation];
                const std::byte* evicted = table.log + (area * 2 + generation) * std::size_t{table.log_records} * octets;
                for (__u64 i = 0; i < logged; i++) take(number, evicted + i * octets);
                records += logged;
                logged = 0;
            }
            std::byte* slot = table.records + area * table.area_octets + generation * table.generation_octets;
            for (const std::byte* end = slot + table.slots * octets; slot != end; slot += octets) {
                if (slot[mark] == std::byte{0}) continue;
                take(number, slot);
                if (table.log)
                    slot[mark] = std::byte{0};  // the rest is cleared by the packet that opens the next record here
                else
                    std::memset(slot, 0, octets);
                records++;
            }
        }
    }
    return records;
}

}  // namespace probe
