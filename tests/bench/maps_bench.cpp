// SPDX-License-Identifier: Apache-2.0
// What it takes to read a hash of a monitor and clear it, by number of entries: in batches, each entry by one call that looks it up and
// deletes it, and by a walk that looks all up and then deletes all.
#include <bpf/bpf.h>
#include <fmt/format.h>
#include <linux/bpf.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <numeric>

#include "probe/monitor/map_access.hpp"
#include "probe/unique_fd.hpp"
#include "tests/bench/bench.hpp"

namespace bench {

namespace {

using probe::monitor::Access;

constexpr std::uint32_t kValueOctets = 16;

Result<> fill(int map, std::uint32_t entries) {
    std::vector<std::uint32_t> keys(entries);
    std::iota(keys.begin(), keys.end(), 0);
    const std::vector<std::byte> values(std::size_t{entries} * kValueOctets, std::byte{1});
    __u32 count = entries;
    bpf_map_batch_opts options{};
    options.sz = sizeof options;
    return bpf_map_update_batch(map, keys.data(), values.data(), &count, &options) == 0 ? Result<>() : fail("cannot fill a map");
}

Result<double> ns_an_entry(const probe::monitor::MapFacts& map, std::uint32_t entries, Access how) {
    if (auto filled = fill(map.descriptor, entries); !filled) return tl::unexpected(filled.error());
    const auto begin = std::chrono::steady_clock::now();
    const auto read = read_map(map, true, how);
    const std::chrono::duration<double, std::nano> time = std::chrono::steady_clock::now() - begin;
    if (!read) return tl::unexpected(read.error());
    if (read->count != entries) return fail("not all entries were read");
    return time.count() / entries;
}

}  // namespace

Result<> run_maps_bench(const Options& options, Report& report) {
    const std::pair<Access, const char*> ways[] = {
        {Access::batch, "batch"}, {Access::single, "look-up-and-delete"}, {Access::walk, "walk, then delete"}};
    for (const std::uint32_t entries : {1U, 10U, 100U, 1'000U, 10'000U, 100'000U, 1'000'000U}) {
        const probe::UniqueFd map(bpf_map_create(BPF_MAP_TYPE_HASH, "bench", 4, kValueOctets, entries, nullptr));
        if (!map.is_open()) return fail("cannot make a map");
        const auto facts = probe::monitor::facts_of(map.get(), "bench");
        if (!facts) return tl::unexpected(facts.error());
        std::map<std::string, std::vector<double>> times;
        for (unsigned round = 0; round < options.rounds; round++)
            for (const auto& [how, name] : ways) {
                const auto time = ns_an_entry(*facts, entries, how);
                if (!time) return tl::unexpected(time.error());
                times[name].push_back(*time);
            }
        for (const auto& [how, name] : ways)
            report.add({"maps", fmt::format("clear a hash of {}: {}", entries, name), 0, entries, "ns/entry", times[name]});
    }
    return {};
}

}  // namespace bench
