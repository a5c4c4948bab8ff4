// SPDX-License-Identifier: Apache-2.0
#include "probe/monitor/map_access.hpp"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>

namespace probe::monitor {

namespace {

constexpr std::size_t kBatchOctets = 4U << 20;    // of a call's buffer
constexpr std::size_t kMostOctets = 1024U << 20;  // of what is read at once
constexpr int kNotSupported = 524;                // ENOTSUPP, which user space has no name for

tl::unexpected<Error> refused(const char* what) {
    return fail(std::string("the kernel refuses to ") + what + " the map: " + std::strerror(errno));
}

class Reader {
 public:
    Reader(const MapFacts& map, bool clears) : map_(map), clears_(clears) {
        contents_.key_octets = map.has_keys() ? map.key_octets : 0;
        contents_.value_octets = map.element_octets();
    }

    Result<Contents> take() { return std::move(contents_); }

    // False: the kernel has no batches for this type.
    Result<bool> batch() {
        const bool deletes = clears_ && !map_.is_array();
        if (deletes && map_.type == BPF_MAP_TYPE_LPM_TRIE) return false;
        const std::size_t element = contents_.key_octets + contents_.value_octets;
        auto room = static_cast<std::uint32_t>(std::clamp<std::size_t>(kBatchOctets / element, 1, map_.max_entries));
        std::vector<std::byte> in(std::max<std::size_t>(map_.key_octets, 8)), out(in.size());
        for (bool is_first = true;;) {
            reserve(room);
            std::uint32_t count = room;
            bpf_map_batch_opts options{};
            options.sz = sizeof options;
            const auto look = deletes ? bpf_map_lookup_and_delete_batch : bpf_map_lookup_batch;
            const int error = look(map_.descriptor, is_first ? nullptr : in.data(), out.data(), end_of_keys(), end_of_values(),
                                   &count, &options)
                                  ? errno
                                  : 0;
            if (is_first && (error == EINVAL || error == kNotSupported || error == EOPNOTSUPP || error == ENOTSUP)) {
                shrink();
                return false;
            }
            if (error == ENOSPC && room < map_.max_entries) {  // a bucket of a hash has more elements: nothing was read
                room = std::min(map_.max_entries, room * 2);
                shrink();
                continue;
            }
            if (error != 0 && error != ENOENT) return refused("read");
            contents_.count += std::min(count, room);
            shrink();
            if (error == ENOENT) break;
            std::swap(in, out);
            is_first = false;
            if (contents_.count > std::size_t{map_.max_entries} * 2) break;  // a hash that is filled as fast as it is read
        }
        if (clears_ && map_.is_array()) return zero_in_batches();
        return true;
    }

    Result<> array_singly() {
        for (std::uint32_t i = 0; i < map_.max_entries; i++) {
            reserve(1);
            std::memcpy(end_of_keys(), &i, sizeof i);
            if (bpf_map_lookup_elem(map_.descriptor, &i, end_of_values()) != 0) return refused("read");
            contents_.count++;
        }
        return clears_ ? zero_singly() : Result<>();
    }

    // Look-up and deletion in one call each; the next key is asked for before its predecessor is gone: behind a key that is not there the
    // kernel begins from the start, and passes all that is empty by now each time.
    Result<> look_up_and_delete() {
        std::vector<std::byte> key(map_.key_octets), next(map_.key_octets);
        const std::size_t most = std::size_t{map_.max_entries} * 2;
        bool more = bpf_map_get_next_key(map_.descriptor, nullptr, key.data()) == 0;
        for (std::size_t seen = 0; more && seen < most; seen++, key.swap(next)) {
            more = bpf_map_get_next_key(map_.descriptor, key.data(), next.data()) == 0;
            reserve(1);
            std::memcpy(end_of_keys(), key.data(), key.size());
            if (bpf_map_lookup_and_delete_elem(map_.descriptor, key.data(), end_of_values()) == 0)
                contents_.count++;
            else if (errno != ENOENT)
                return refused("read and clear");
        }
        shrink();
        return {};
    }

    Result<> walk() {
        std::vector<std::byte> key(map_.key_octets), next(map_.key_octets);
        bool is_first = true;
        while (contents_.count < std::size_t{map_.max_entries} * 2 &&
               bpf_map_get_next_key(map_.descriptor, is_first ? nullptr : key.data(), next.data()) == 0) {
            is_first = false;
            key = next;
            reserve(1);
            std::memcpy(end_of_keys(), key.data(), key.size());
            if (bpf_map_lookup_elem(map_.descriptor, key.data(), end_of_values()) == 0)
                contents_.count++;
            else if (errno != ENOENT)
                return refused("read");
        }
        shrink();
        if (!clears_) return {};
        for (std::size_t i = 0; i < contents_.count; i++)
            if (bpf_map_delete_elem(map_.descriptor, contents_.key(i)) != 0 && errno != ENOENT) return refused("clear");
        return {};
    }

    Result<> pop() {
        while (contents_.count < map_.max_entries) {
            reserve(1);
            if (bpf_map_lookup_and_delete_elem(map_.descriptor, nullptr, end_of_values()) != 0) break;
            contents_.count++;
        }
        const bool is_empty = errno == ENOENT || contents_.count == map_.max_entries;
        shrink();
        return is_empty ? Result<>() : refused("empty");
    }

 private:
    std::byte* end_of_keys() { return contents_.keys.data() + contents_.count * contents_.key_octets; }
    std::byte* end_of_values() { return contents_.values.data() + contents_.count * contents_.value_octets; }
    void resize(std::size_t elements) {
        contents_.keys.resize(elements * contents_.key_octets);
        contents_.values.resize(elements * contents_.value_octets);
    }
    void reserve(std::size_t more) { resize(contents_.count + more); }
    void shrink() { resize(contents_.count); }

    Result<bool> zero_in_batches() {
        const std::vector<std::byte> zeros(contents_.value_octets * std::min<std::size_t>(contents_.count, 4096));
        bpf_map_batch_opts options{};
        options.sz = sizeof options;
        for (std::size_t done = 0; done < contents_.count;) {
            auto count = static_cast<std::uint32_t>(std::min<std::size_t>(contents_.count - done, 4096));
            if (bpf_map_update_batch(map_.descriptor, contents_.key(done), zeros.data(), &count, &options) != 0) {
                if (done == 0 && (errno == kNotSupported || errno == EINVAL || errno == EOPNOTSUPP)) {
                    auto zeroed = zero_singly();
                    return zeroed ? Result<bool>(true) : tl::unexpected(zeroed.error());
                }
                return refused("clear");
            }
            done += count;
        }
        return true;
    }

    Result<> zero_singly() {
        const std::vector<std::byte> zeros(contents_.value_octets);
        for (std::size_t i = 0; i < contents_.count; i++)
            if (bpf_map_update_elem(map_.descriptor, contents_.key(i), zeros.data(), BPF_ANY) != 0) return refused("clear");
        return {};
    }

    const MapFacts& map_;
    const bool clears_;
    Contents contents_;
};

Result<Contents> finished(Reader& reader, const Result<>& done) { return done ? reader.take() : tl::unexpected(done.error()); }

}  // namespace

bool MapFacts::is_per_cpu() const {
    return type == BPF_MAP_TYPE_PERCPU_ARRAY || type == BPF_MAP_TYPE_PERCPU_HASH || type == BPF_MAP_TYPE_LRU_PERCPU_HASH;
}

Result<MapFacts> facts_of(int descriptor, const std::string& name) {
    bpf_map_info info{};
    __u32 size = sizeof info;
    if (bpf_obj_get_info_by_fd(descriptor, &info, &size) != 0)
        return fail("map \"" + name + "\": the kernel does not tell what it is: " + std::strerror(errno));
    MapFacts facts{descriptor, info.type, info.key_size, info.value_size, info.max_entries, 1};
    switch (info.type) {
        case BPF_MAP_TYPE_ARRAY:
        case BPF_MAP_TYPE_HASH:
        case BPF_MAP_TYPE_LRU_HASH:
        case BPF_MAP_TYPE_LPM_TRIE:
        case BPF_MAP_TYPE_QUEUE:
        case BPF_MAP_TYPE_STACK: break;
        case BPF_MAP_TYPE_PERCPU_ARRAY:
        case BPF_MAP_TYPE_PERCPU_HASH:
        case BPF_MAP_TYPE_LRU_PERCPU_HASH:
            facts.copies = static_cast<std::uint32_t>(std::max(libbpf_num_possible_cpus(), 1));
            break;
        default:
            return fail("map \"" + name + "\" is of a type that metrics cannot have (" + std::to_string(info.type) +
                        "): they are read from arrays, hashes, LRU hashes, the same per CPU, prefix tries, queues and stacks");
    }
    const std::uint64_t octets = (std::uint64_t{facts.key_octets} + facts.element_octets()) * facts.max_entries;
    if (octets > kMostOctets)
        return fail("map \"" + name + "\" may hold " + std::to_string(octets >> 20) + " MiB; a metric's map at most " +
                    std::to_string(kMostOctets >> 20) + ": make max_entries smaller");
    return facts;
}

Result<Contents> read_map(const MapFacts& map, bool clears, std::optional<Access> how) {
    Reader reader(map, clears);
    if (!map.has_keys()) return finished(reader, reader.pop());
    if (!how || *how == Access::batch) {
        const auto done = reader.batch();
        if (!done) return tl::unexpected(done.error());
        if (*done) return reader.take();
        if (how) return fail("this kernel reads maps of this type one by one only");
    }
    if (map.is_array()) return finished(reader, reader.array_singly());
    if (clears && how == Access::single) return finished(reader, reader.look_up_and_delete());
    if (clears && !how && map.type != BPF_MAP_TYPE_LPM_TRIE) {
        // A counter that is changed between look-up and deletion would be lost; before Linux 5.14 there is no better way.
        const auto done = reader.look_up_and_delete();
        if (done) return reader.take();
    }
    return finished(reader, reader.walk());
}

}  // namespace probe::monitor
