// SPDX-License-Identifier: Apache-2.0
#include "probe/api/dry_run.hpp"

#include <bpf/bpf.h>
#include <linux/bpf.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

#include "probe/command/options.hpp"
#include "probe/live/memory_plan.hpp"
#include "probe/load/kernel_program.hpp"
#include "probe/session/load_sources.hpp"
#include "probe/session/program_source.hpp"

namespace probe::api {

namespace {

constexpr TableSize kSmallTables{10, 1024, 10};
constexpr int kRounds = 5, kRepeats = 2000;

// 192.0.2.1:1000 to 192.0.2.2:2000, 18 octets of UDP payload: the shortest frame. Without Ethernet from the IP header on.
constexpr std::array<unsigned char, 60> kFrame = {2,    0, 0,  0,  0, 2, 2,   0, 0, 0, 0,   1, 8, 0, 0x45, 0,   0, 46,  0, 0,
                                                  0x40, 0, 64, 17, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2, 3,    232, 7, 208, 0, 26};
constexpr std::size_t kEthernetHeader = 14;

double thread_ns() {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

Result<double> measured(int program, Place place) {
    double best = std::numeric_limits<double>::max();
    for (int round = 0; round < kRounds; round++) {
        bpf_test_run_opts options{};
        options.sz = sizeof options;
        const std::size_t skipped = place.ethernet ? 0 : kEthernetHeader;
        options.data_in = kFrame.data() + skipped;
        options.data_size_in = static_cast<__u32>(kFrame.size() - skipped);
        options.repeat = kRepeats;
        const double begin = thread_ns();
        if (const int error = bpf_prog_test_run_opts(program, &options); error != 0)
            return fail(std::string("the kernel does not try it: ") + std::strerror(-error));
        best = std::min(best, (thread_ns() - begin) / kRepeats);
    }
    return best;
}

Place place_of(const config::Settings& settings) {
    return {settings.mode == "tc" || settings.direction == "out" ? Hook::tc : Hook::xdp, true};
}

Result<> load(const Plan& plan, const std::string& object, Place place, DryRun& result) {
    auto program = KernelProgram::load({.object = &object, .plan = &plan, .table_size = kSmallTables, .place = place});
    if (!program) return tl::unexpected(program.error());
    const auto descriptor = (*program)->program(0, false, place);
    if (!descriptor) return tl::unexpected(descriptor.error());
    bpf_prog_info info{};
    __u32 octets = sizeof info;
    if (bpf_obj_get_info_by_fd(*descriptor, &info, &octets) == 0) result.instructions = info.xlated_prog_len / 8;
    if (const auto cost = measured(*descriptor, place))
        result.ns_per_packet = *cost;
    else
        result.why_not_measured = cost.error().message;
    return {};
}

}  // namespace

Result<DryRun> dry_run(const config::Settings& settings) {
    MeterOptions options;
    static_cast<config::Settings&>(options) = settings;
    const auto catalogue = bpf::Catalogue::load(settings.features_folder);
    if (!catalogue) return tl::unexpected(catalogue.error());
    const auto sources = load_sources(settings);
    if (!sources) return tl::unexpected(sources.error());
    PlanRequest wanted = options.plan_request();
    wanted.configured = (*sources)->configured;
    wanted.own_export = !settings.collectors.empty();
    const auto plan = make_plan(wanted, *catalogue);
    if (!plan) return tl::unexpected(plan.error());
    const auto request = memory_request(settings.memory_mib << 20, settings.max_flows);
    if (!request) return tl::unexpected(request.error());
    const auto memory = plan_memory(*plan, *request);
    if (!memory) return tl::unexpected(memory.error());
    const Place place = place_of(settings);
    DryRun result;
    result.source = compose(*plan, Source::live, place);
    result.remark = plan->remark;
    result.table_octets = memory->table_octets;
    for (const bpf::Layout& layout : plan->layouts.tables)
        result.record_octets = std::max(result.record_octets, layout.slot_octets);
    const auto object = object_of(*plan, Source::live, Machine::bpf, ObjectCache(), place);
    if (!object) return tl::unexpected(object.error());
    if (auto loaded = load(*plan, *object, place, result); !loaded) return tl::unexpected(loaded.error());
    return result;
}

}  // namespace probe::api
