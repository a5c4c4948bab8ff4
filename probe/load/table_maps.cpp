// SPDX-License-Identifier: Apache-2.0
#include "probe/load/table_maps.hpp"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/bpf.h>
#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "probe/compose/source_text.hpp"

namespace probe {

std::uint32_t set_elements(const TableSize& size, std::uint32_t cpus) { return (cpus * 2) << size.set_bits; }
std::uint32_t log_elements(const TableSize& size, std::uint32_t cpus) { return cpus * 2 * size.log_records; }

Result<std::shared_ptr<const TableMaps>> TableMaps::make(const Plan& plan, const TableSize& size) {
    const std::shared_ptr<TableMaps> maps(new TableMaps);
    const int cpus = libbpf_num_possible_cpus();
    if (cpus < 1 || is_single(plan)) return maps;  // whoever loads the program complains
    const auto count = static_cast<std::uint32_t>(cpus);
    for (const bpf::Layout& layout : plan.layouts.tables) {
        if (auto sets = maps->add(flows_map(layout.family), kRecordsOfSet * layout.slot_octets, set_elements(size, count)); !sets)
            return tl::unexpected(sets.error());
        if (auto log = maps->add(log_map(layout.family), layout.slot_octets, log_elements(size, count)); !log)
            return tl::unexpected(log.error());
    }
    return maps;
}

Result<> TableMaps::add(const std::string& name, std::size_t value_octets, std::uint32_t elements) {
    constexpr std::size_t kPage = 4096;
    const std::size_t octets = (value_octets * elements + kPage - 1) / kPage * kPage;
    bpf_map_create_opts options{};
    options.sz = sizeof options;
    options.map_flags = BPF_F_MMAPABLE;
    UniqueFd map(bpf_map_create(BPF_MAP_TYPE_ARRAY, name.c_str(), 4, static_cast<__u32>(value_octets), elements, &options));
    void* at = map.is_open() ? ::mmap(nullptr, octets, PROT_READ | PROT_WRITE, MAP_SHARED, map.get(), 0) : MAP_FAILED;
    if (at == MAP_FAILED)
        return fail("cannot make flow tables of " + std::to_string(octets >> 20) + " MiB: " + std::strerror(errno));
    maps_.push_back({name, value_octets, std::move(map), at, octets});
    return {};
}

TableMaps::~TableMaps() {
    for (const Map& map : maps_) ::munmap(map.at, map.octets);
}

const TableMaps::Map* TableMaps::find(const std::string& name) const {
    const auto found = std::find_if(maps_.begin(), maps_.end(), [&](const Map& map) { return map.name == name; });
    return found == maps_.end() ? nullptr : &*found;
}

}  // namespace probe
