// SPDX-License-Identifier: Apache-2.0
// The memory that a program writes and this process reads, whichever engine runs the program. Nothing here owns memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "bpf/layout.hpp"
#include "bpf/shared.hpp"

namespace probe {

// Sizes per CPU and generation.
struct TableSize {
    std::uint32_t set_bits = 16;         // 2^16 sets of two records: 131,072 records
    std::uint32_t log_records = 65'536;  // evicted records
    std::uint32_t state_bits = 16;       // 2^16 sets of two states, per CPU: there are no generations of them; at least 1

    bool operator==(const TableSize&) const = default;
};

inline constexpr std::size_t kRecordsOfSet = 2;
// Of the first fragments that a CPU knows.
inline constexpr std::size_t kFirstFragmentOctets =
    (std::size_t{2} << bpf::shared::FIRST_FRAGMENT_BITS) * sizeof(bpf::shared::first_fragment);

// One table: areas that one CPU writes each, and in each of them two generations of records.
struct TableMemory {
    const bpf::Layout* layout = nullptr;
    std::byte* records = nullptr;       // area 0, generation 0
    std::uint32_t areas = 0;            // one a CPU; in a single plan one an interface and CPU
    std::size_t area_octets = 0;        // from one area to the next
    std::size_t generation_octets = 0;  // from one generation to the other
    std::size_t slots = 0;              // records a generation has room for
    std::byte* log = nullptr;           // of evicted records, [(cpu * 2 + generation) * log_records]; null in a single plan
    std::uint32_t log_records = 0;
};

struct ProgramMemory {
    std::uint32_t cpus = 1;
    std::uint32_t ports = 1;          // in use so far
    std::vector<TableMemory> tables;  // one, or IPv4's and IPv6's
    bpf::shared::control* control = nullptr;
    std::byte* areas = nullptr;  // element [port * cpus + cpu]; see counters_of()
    std::size_t area_octets = sizeof(bpf::shared::counters);
    bpf::shared::evictions* evictions = nullptr;        // [cpu]; null in a single plan
    bpf::shared::forgotten* forgotten = nullptr;        // [cpu]; null in a single plan, and where no field has a state
    std::vector<std::span<std::byte>> states{};         // of all CPUs, a part a table; none in a single plan
    std::span<std::byte> first_fragments{};             // of all CPUs; none where fragments do not get ports
    bpf::shared::fragment_counts* fragments = nullptr;  // [cpu]; likewise

    [[nodiscard]] bpf::shared::counters& counters_of(std::uint32_t port, std::uint32_t cpu) const {
        return *reinterpret_cast<bpf::shared::counters*>(areas + (std::size_t{port} * cpus + cpu) * area_octets);
    }
};

// The memory of a table with this many sets a CPU and generation.
[[nodiscard]] TableMemory arrange_table(const bpf::Layout& layout, const TableSize& size, std::uint32_t cpus, std::byte* sets,
                                        std::byte* log);
// The records of a single plan, which lie behind the counters; the rest of the memory is known already.
[[nodiscard]] TableMemory arrange_single(const bpf::Layout& layout, const ProgramMemory& memory);

// Arithmetic with every counter at once. `part` may be written by other CPUs meanwhile.
void add(bpf::shared::counters& sum, const bpf::shared::counters& part);
[[nodiscard]] bpf::shared::counters difference(const bpf::shared::counters& now, const bpf::shared::counters& before);

// The counters of one port over all CPUs, or of all ports.
[[nodiscard]] bpf::shared::counters sum_counters(const ProgramMemory& memory, std::uint32_t port);
[[nodiscard]] bpf::shared::counters sum_counters(const ProgramMemory& memory);

// States of flows that were not over when they made room for others, so that what they keep of a flow began anew. None where there is
// no table of states.
[[nodiscard]] std::uint64_t lost_states(const ProgramMemory& memory);

// Later fragments that got no ports, because their first one was not known: bpf/fragments/table.h.
[[nodiscard]] std::uint64_t fragments_without_first(const ProgramMemory& memory);

// Begins all states anew, of all flows, and forgets all first fragments. No packet may be metered meanwhile.
void clear_states(ProgramMemory& memory, const bpf::Layouts& layouts);

}  // namespace probe
