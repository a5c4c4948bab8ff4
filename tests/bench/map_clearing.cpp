// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/map_clearing.hpp"

#include <bpf/bpf.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <string>
#include <vector>

#include "probe/monitor/map_access.hpp"

namespace bench {

namespace {

tl::unexpected<Error> refused(const char* what) {
    return fail(std::string("the kernel refuses to ") + what + ": " + std::strerror(errno));
}

// By the first key that there is, each time.
Result<std::uint64_t> clear_from_the_first(const HashMap& map) {
    std::vector<std::byte> key(map.key_octets), value(map.value_octets);
    std::uint64_t cleared = 0;
    while (cleared < kMostFromFirst && bpf_map_get_next_key(map.descriptor, nullptr, key.data()) == 0) {
        if (bpf_map_lookup_and_delete_elem(map.descriptor, key.data(), value.data()) != 0) return refused("look up and delete");
        cleared++;
    }
    return cleared;
}

Result<std::uint64_t> read_as_monitors_do(const HashMap& map, probe::monitor::Access how) {
    const auto facts = probe::monitor::facts_of(map.descriptor, "measured");
    if (!facts) return tl::unexpected(facts.error());
    const auto contents = probe::monitor::read_map(*facts, true, how);
    if (!contents) return tl::unexpected(contents.error());
    return contents->count;
}

}  // namespace

Result<std::uint64_t> clear_map(const HashMap& map, Clearing how) {
    switch (how) {
        case Clearing::batch: return read_as_monitors_do(map, probe::monitor::Access::batch);
        case Clearing::single: return read_as_monitors_do(map, probe::monitor::Access::single);
        case Clearing::first: return clear_from_the_first(map);
        case Clearing::walk: return read_as_monitors_do(map, probe::monitor::Access::walk);
    }
    return fail("no such way to clear a map");
}

}  // namespace bench
