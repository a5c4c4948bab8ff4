// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/map_clearing.hpp"

#include <bpf/bpf.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <string>
#include <vector>

namespace bench {

namespace {

constexpr std::uint32_t kBatch = 65'536;

tl::unexpected<Error> refused(const char* what) {
    return fail(std::string("the kernel refuses to ") + what + ": " + std::strerror(errno));
}

Result<std::uint64_t> clear_in_batches(const HashMap& map) {
    const std::uint32_t room = std::max(std::min(map.max_entries, kBatch), 8U);  // of a bucket's elements all must fit
    std::vector<std::byte> keys(std::size_t{room} * map.key_octets), values(std::size_t{room} * map.value_octets);
    std::vector<std::byte> in(8), out(8);  // opaque to us: the number of a bucket
    bpf_map_batch_opts options{};
    options.sz = sizeof options;
    std::uint64_t cleared = 0;
    for (bool is_first = true;; is_first = false) {
        __u32 count = room;
        const int error = bpf_map_lookup_and_delete_batch(map.descriptor, is_first ? nullptr : in.data(), out.data(), keys.data(),
                                                          values.data(), &count, &options);
        if (error != 0 && errno != ENOENT) return refused("read and clear in batches");
        cleared += count;
        if (error != 0) return cleared;
        in.swap(out);
    }
}

Result<std::uint64_t> clear_singly(const HashMap& map) {
    // The successor is asked for before its predecessor is gone: behind a key that is not there the kernel begins from the start.
    std::vector<std::byte> key(map.key_octets), next(map.key_octets), value(map.value_octets);
    std::uint64_t cleared = 0;
    for (bool more = bpf_map_get_next_key(map.descriptor, nullptr, key.data()) == 0; more; key.swap(next)) {
        more = bpf_map_get_next_key(map.descriptor, key.data(), next.data()) == 0;
        if (bpf_map_lookup_and_delete_elem(map.descriptor, key.data(), value.data()) != 0) return refused("look up and delete");
        cleared++;
    }
    return cleared;
}

Result<std::uint64_t> clear_from_the_first(const HashMap& map) {
    std::vector<std::byte> key(map.key_octets), value(map.value_octets);
    std::uint64_t cleared = 0;
    for (; bpf_map_get_next_key(map.descriptor, nullptr, key.data()) == 0; cleared++)
        if (bpf_map_lookup_and_delete_elem(map.descriptor, key.data(), value.data()) != 0) return refused("look up and delete");
    return cleared;
}

Result<std::uint64_t> clear_behind_walk(const HashMap& map) {
    std::vector<std::byte> keys, key(map.key_octets), value(map.value_octets);
    for (bool is_first = true; bpf_map_get_next_key(map.descriptor, is_first ? nullptr : key.data(), key.data()) == 0;
         is_first = false) {
        if (bpf_map_lookup_elem(map.descriptor, key.data(), value.data()) != 0) return refused("look up");
        keys.insert(keys.end(), key.begin(), key.end());
    }
    for (std::size_t at = 0; at < keys.size(); at += map.key_octets)
        if (bpf_map_delete_elem(map.descriptor, keys.data() + at) != 0) return refused("delete");
    return keys.size() / map.key_octets;
}

}  // namespace

Result<std::uint64_t> clear_map(const HashMap& map, Clearing how) {
    switch (how) {
        case Clearing::batch: return clear_in_batches(map);
        case Clearing::single: return clear_singly(map);
        case Clearing::first: return clear_from_the_first(map);
        case Clearing::walk: return clear_behind_walk(map);
    }
    return fail("no such way to clear a map");
}

}  // namespace bench
