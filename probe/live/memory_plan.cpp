// SPDX-License-Identifier: Apache-2.0
#include "probe/live/memory_plan.hpp"

#include <bpf/libbpf.h>
#include <unistd.h>

#include <algorithm>

#include "exporter/flow_cache.hpp"
#include "probe/compose/source_text.hpp"

namespace probe {

namespace {

constexpr std::uint64_t kMebibyte = 1 << 20;
constexpr std::uint32_t kFewestBits = 6, kMostBits = 20;  // of sets: 128 to 2,097,152 records
constexpr std::uint64_t kDefaultCap = 1024 * kMebibyte;

// The log is half as large as the table: see decisions.md.
TableSize size_of_bits(std::uint32_t bits) { return {bits, static_cast<std::uint32_t>(kRecordsOfSet << bits) / 2, bits}; }

std::uint64_t octets_of(const Plan& plan, const TableSize& size, std::uint32_t cpus) {
    if (is_single(plan)) return std::uint64_t{bpf::shared::MOST_AREAS} * area_octets(plan);
    std::uint64_t octets = plan.fragments ? cpus * kFirstFragmentOctets : 0;
    for (const bpf::Layout& layout : plan.layouts.tables)
        octets += 2 * cpus * layout.slot_octets * ((std::uint64_t{kRecordsOfSet} << size.set_bits) + size.log_records) +
                  cpus * layout.state_octets * (std::uint64_t{kRecordsOfSet} << size.state_bits);
    return octets;
}

}  // namespace

Result<MemoryPlan> plan_memory(const Plan& plan, const MemoryRequest& request) {
    const std::uint64_t cap = request.cap_octets ? request.cap_octets / 2 : std::min(kDefaultCap, request.physical_octets / 8);
    std::uint32_t bits = request.cap_octets ? kMostBits : TableSize{}.set_bits;
    while (bits > kFewestBits && octets_of(plan, size_of_bits(bits), request.cpus) > cap) bits--;
    MemoryPlan result{size_of_bits(bits), octets_of(plan, size_of_bits(bits), request.cpus), request.most_flows, 0};
    std::uint64_t per_flow = 0;
    for (const bpf::Layout& layout : plan.layouts.tables)
        per_flow += exporter::FlowCache::octets_per_flow(layout, plan.layouts.bidirectional);
    if (request.cap_octets) {
        if (result.table_octets > cap)
            return fail("memory = " + std::to_string(request.cap_octets / kMebibyte) +
                        " MiB is too little for these fields on this machine; set it to at least " +
                        std::to_string(2 * result.table_octets / kMebibyte + 1));
        result.most_flows =
            std::clamp<std::uint64_t>((request.cap_octets - result.table_octets) / per_flow, 1, request.most_flows);
    }
    result.flow_octets = result.most_flows * per_flow;
    return result;
}

Result<MemoryRequest> memory_request(std::uint64_t cap_octets, std::uint64_t most_flows) {
    const int cpus = libbpf_num_possible_cpus();
    if (cpus < 1) return fail("cannot find out how many CPUs this machine may have (/sys/devices/system/cpu/possible)");
    const auto pages = static_cast<std::uint64_t>(std::max(::sysconf(_SC_PHYS_PAGES), 0L));
    const auto page = static_cast<std::uint64_t>(std::max(::sysconf(_SC_PAGESIZE), 0L));
    return MemoryRequest{cap_octets, most_flows, static_cast<std::uint32_t>(cpus), pages * page};
}

}  // namespace probe
