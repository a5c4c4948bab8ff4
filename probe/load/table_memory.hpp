// SPDX-License-Identifier: Apache-2.0
// The memory that a program writes and this process reads, whichever engine runs the program. Nothing here owns memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "bpf/layout.hpp"
#include "bpf/shared.hpp"

namespace probe {

// Sizes per CPU and generation.
struct TableSize {
    std::uint32_t set_bits = 15;         // 2^15 sets of two records: 65,536 records
    std::uint32_t log_records = 16'384;  // evicted records
};

inline constexpr std::size_t kRecordsOfSet = 2;

struct TableMemory {
    const bpf::Layout* layout = nullptr;
    std::byte* sets = nullptr;
    std::byte* log = nullptr;
};

struct ProgramMemory {
    std::uint32_t cpus = 1;
    std::uint32_t ports = 1;
    std::uint32_t set_bits[2] = {};     // in use, by table
    std::uint32_t log_records[2] = {};  // by table
    std::vector<TableMemory> tables;    // one, or IPv4's and IPv6's
    bpf::shared::control* control = nullptr;
    bpf::shared::counters* counters = nullptr;    // [port * cpus + cpu]
    bpf::shared::evictions* evictions = nullptr;  // [cpu]
};

// The table sizes of this plan's tables: a table without any key field has a single set.
[[nodiscard]] TableSize size_for(const bpf::Layout& layout, const TableSize& wanted);

// The counters of one interface over all CPUs, or of all interfaces.
[[nodiscard]] bpf::shared::counters sum_counters(const ProgramMemory& memory, std::uint32_t port);
[[nodiscard]] bpf::shared::counters sum_counters(const ProgramMemory& memory);

}  // namespace probe
