// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/paper_programs.hpp"

#include <bpf/bpf.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <limits>

#include "tests/bench/paper.hpp"

namespace bench {

namespace {

constexpr std::uint64_t kFrames = 300'000;
constexpr unsigned kSegments = 3;
constexpr std::uint32_t kRepeats = 200'000;

// Octets that the kernel accounts to the maps of a program: "memlock" of each.
Result<double> octets_of_maps(int program) {
    std::vector<__u32> maps(64);
    bpf_prog_info info{};
    info.nr_map_ids = static_cast<__u32>(maps.size());
    info.map_ids = reinterpret_cast<__u64>(maps.data());
    __u32 size = sizeof info;
    if (bpf_obj_get_info_by_fd(program, &info, &size) != 0 || info.nr_map_ids > maps.size())
        return fail("the kernel does not tell a program's maps");
    double octets = 0;
    for (__u32 i = 0; i < info.nr_map_ids; i++) {
        const probe::UniqueFd map(bpf_map_get_fd_by_id(maps[i]));
        std::ifstream facts(fmt::format("/proc/self/fdinfo/{}", map.get()));
        for (std::string word; facts >> word;)
            if (double value = 0; word == "memlock:" && facts >> value) octets += value;
    }
    return octets;
}

// Of the segment that was least disturbed: what disturbs can only make frames slower, and by more than what some features cost.
Result<double> least_ns_per_frame(const VethPair& veth, Generator& generator, std::uint64_t frames) {
    double least = std::numeric_limits<double>::infinity();
    for (unsigned segment = 0; segment < kSegments; segment++) {
        const auto ns = ns_per_frame(veth, generator, frames);
        if (!ns) return ns;
        least = std::min(least, *ns);
    }
    return least;
}

constexpr Variation kSame{Family::ipv4, 1, Order::random}, kVaried{Family::ipv4, kPaperFlows, Order::random};

}  // namespace

const char* name_of(probe::Hook hook) { return hook == probe::Hook::xdp ? "XDP" : "TC"; }

Result<std::unique_ptr<Generator>> make_paper_generator(const VethPair& veth) {
    Traffic traffic;
    traffic.interface = VethPair::sending_interface();
    traffic.flows = kPaperFlows;
    traffic.protocol = Protocol::tcp;
    traffic.tcp_flags = 0x02;  // SYN
    const InNamespace here(veth.sender());
    return Generator::make(traffic);
}

Result<MeasuredPrograms> MeasuredPrograms::make(bool quick) {
    auto veth = VethPair::make();
    if (!veth) return tl::unexpected(veth.error());
    if (auto done = veth->take_frames_without_xdp(); !done) return tl::unexpected(done.error());
    auto generator = make_paper_generator(*veth);
    if (!generator) return tl::unexpected(generator.error());
    return MeasuredPrograms(std::move(*veth), std::move(*generator), quick);
}

Result<> MeasuredPrograms::measure_live(const TestRun& program, probe::Hook hook, const Point& point, Figure& figure) {
    const Attached attached(veth_, program.descriptor(), hook);
    if (!attached.is_attached())
        return fail(fmt::format("a veth takes no program in {} (TC: needs TCX, Linux 6.6)", name_of(hook)));
    // The first frames find tables that are empty and in no cache.
    if (const auto warm = ns_per_frame(veth_, *generator_, kFrames / 3); !warm) return tl::unexpected(warm.error());
    const auto ns = least_ns_per_frame(veth_, *generator_, quick_ ? kFrames / 3 : kFrames);
    if (!ns) return tl::unexpected(ns.error());
    figure.add({name_of(hook), point.series, point.x, "Mpps"}, 1000 / *ns);
    return {};
}

Result<> MeasuredPrograms::measure_run(TestRun& program, probe::Hook hook, const Point& point, Figure& figure) {
    if (auto ready = program.prepare(); !ready) return ready;
    const auto ns = program.run(quick_ ? kRepeats / 2 : kRepeats);
    if (!ns) return tl::unexpected(ns.error());
    figure.add({std::string(name_of(hook)) + ", test run", point.series, point.x, "ns/packet"}, *ns);
    return {};
}

Result<> MeasuredPrograms::visit(const ProgramPoint& point, Wanted wanted, Figure& figure) {
    ProgramRequest request = point.request;
    request.droppers = {"all"};
    const probe::Hook hook = request.hook;
    const Point here{"", point.series, point.x, ""};
    {
        request.variation = kSame;
        const auto program = FlowProgram::make(request);
        if (!program) return tl::unexpected(program.error());
        if (auto done = measure_live(**program, hook, here, figure); !done) return done;
        if (wanted.memory) {
            const auto octets = octets_of_maps((*program)->descriptor());
            if (!octets) return tl::unexpected(octets.error());
            figure.add({std::string("memory, ") + name_of(hook), point.series, point.x, "MiB"}, *octets / (1 << 20));
        }
    }
    if (!wanted.test_run) return {};
    request.variation = kVaried;
    const auto program = FlowProgram::make(request);
    if (!program) return tl::unexpected(program.error());
    return measure_run(**program, hook, here, figure);
}

Result<> MeasuredPrograms::visit_drop(probe::Hook hook, double x, Figure& figure) {
    const Point here{"", "bare drop", x, ""};
    const auto same = BareDrop::make(kSame, hook), varied = BareDrop::make(kVaried, hook);
    if (!same || !varied) return tl::unexpected((same ? varied : same).error());
    if (auto done = measure_live(**same, hook, here, figure); !done) return done;
    return measure_run(**varied, hook, here, figure);
}

}  // namespace bench
