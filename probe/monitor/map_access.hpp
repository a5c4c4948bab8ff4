// SPDX-License-Identifier: Apache-2.0
// Reads a map, and clears it if asked to: in batches where the kernel has them for maps of this type, one element at a time where not.
#pragma once

#include <linux/bpf.h>

#include <cstdint>
#include <optional>

#include "bpf/result.hpp"
#include "probe/monitor/contents.hpp"

namespace probe::monitor {

struct MapFacts {
    int descriptor = -1;
    std::uint32_t type = 0;  // BPF_MAP_TYPE_*
    std::uint32_t key_octets = 0, value_octets = 0, max_entries = 0;
    std::uint32_t copies = 1;  // of each value: as many as CPUs in per-CPU maps

    // From one copy to the next, as system calls have them.
    [[nodiscard]] std::size_t stride() const { return copies > 1 || is_per_cpu() ? (value_octets + 7U) / 8 * 8 : value_octets; }
    [[nodiscard]] std::size_t element_octets() const { return stride() * copies; }
    [[nodiscard]] bool is_per_cpu() const;
    [[nodiscard]] bool is_array() const { return type == BPF_MAP_TYPE_ARRAY || type == BPF_MAP_TYPE_PERCPU_ARRAY; }
    [[nodiscard]] bool has_keys() const { return type != BPF_MAP_TYPE_QUEUE && type != BPF_MAP_TYPE_STACK; }
};

// Of the map behind this descriptor. Fails if it is of a type that cannot be read as a metric; `name` is for the message.
[[nodiscard]] Result<MapFacts> facts_of(int descriptor, const std::string& name);

// batch: many elements with a system call. single: each is looked up and deleted in one call. walk: all are looked up first, then
// deleted one by one. Where nothing is cleared, single and walk are the same.
enum class Access { batch, single, walk };

// All elements of a map. `clears`: arrays are set to zero, all else is deleted; queues and stacks are emptied in any case. Without
// `how` the quickest that the kernel has. An element that a packet changes meanwhile may be read before or after that; of hashes
// nothing is lost even then, of arrays what comes between reading and clearing. Fails if the kernel refuses, or has no such access.
[[nodiscard]] Result<Contents> read_map(const MapFacts& map, bool clears, std::optional<Access> how = {});

}  // namespace probe::monitor
