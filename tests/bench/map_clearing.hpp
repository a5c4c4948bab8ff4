// SPDX-License-Identifier: Apache-2.0
// Reads and clears a hash map in the ways that the kernel offers: as monitors of users do (probe/monitor/map_access.hpp), but for one.
#pragma once

#include <cstdint>

#include "bpf/result.hpp"

namespace bench {

struct HashMap {
    int descriptor = -1;
    std::uint32_t key_octets = 0, value_octets = 0, max_entries = 0;
};

// batch: as many elements with a call as a buffer holds. single: look-up and deletion of an element are one call, the next key another
// one, before its predecessor is gone. first: the same, but always asking for the first key, behind buckets that are empty already.
// walk: next key and look-up for each, then a deletion for each.
enum class Clearing { batch, single, first, walk };

// With `first` it takes a time that grows with the square of the elements: after so many of them it ends.
inline constexpr std::uint32_t kMostFromFirst = 100'000;

// How many elements were read and cleared: all that there are, but for `first`. Nobody else may change the map meanwhile.
[[nodiscard]] Result<std::uint64_t> clear_map(const HashMap& map, Clearing how);

}  // namespace bench
