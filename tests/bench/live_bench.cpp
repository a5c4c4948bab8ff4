// SPDX-License-Identifier: Apache-2.0
// Frames through a veth pair into a native XDP program: what the whole way costs, against a bare drop on the same way.
#include "tests/bench/bench.hpp"
#include "tests/bench/live_round.hpp"
#include "tests/bench/measured_program.hpp"

namespace bench {

namespace {

constexpr std::uint64_t kFramesOfRound = 500'000;
constexpr double kRatioTarget = 0.85;

void add_rows(Report& report, std::uint64_t flows, const std::vector<double>& drop, const std::vector<double>& program) {
    const double floor = spread_of(drop).min;
    Row rate{"live", "15 fields: rate", 15, flows, "Mpps", {}},
        ratio{"live", "15 fields: share of drop's rate", 15, flows, "", {}};
    Row cost{"live", "15 fields: over drop", 15, flows, "ns over drop", {}}, bare{"live", "bare drop", 0, flows, "Mpps", {}};
    for (const double ns : drop) bare.rounds.push_back(1000 / ns);
    for (const double ns : program) {
        rate.rounds.push_back(1000 / ns);
        ratio.rounds.push_back(floor / ns);
        cost.rounds.push_back(ns - floor);
    }
    for (const Row& row : {bare, rate, cost}) report.add(row);
    report.add(ratio, flows == 25'000 ? std::optional(Target{kRatioTarget, true}) : std::nullopt);
}

Result<> measure(const VethPair& veth, std::uint64_t flows, const Options& options, Report& report) {
    const Variation same{Family::ipv4, 1, Order::random};
    const auto drop = BareDrop::make(same);
    if (!drop) return tl::unexpected(drop.error());
    const auto program = FlowProgram::make({netflow9_fields(), same, "", options.clock, flows, {"all"}});
    if (!program) return tl::unexpected(program.error());
    Traffic traffic;
    traffic.interface = VethPair::sending_interface();
    traffic.flows = flows;
    traffic.protocol = Protocol::tcp;
    const auto generator = [&] {
        const InNamespace here(veth.sender());
        return Generator::make(traffic);
    }();
    if (!generator) return tl::unexpected(generator.error());
    std::vector<double> drop_ns, program_ns;
    for (unsigned round = 0; round < options.rounds; round++) {
        const auto bare = ns_per_frame(veth, **generator, kFramesOfRound, (*drop)->descriptor());
        if (!bare) return tl::unexpected(bare.error());
        (*program)->empty_logs();
        const auto metered = ns_per_frame(veth, **generator, kFramesOfRound, (*program)->descriptor());
        if (!metered) return tl::unexpected(metered.error());
        drop_ns.push_back(*bare);
        program_ns.push_back(*metered);
    }
    add_rows(report, flows, drop_ns, program_ns);
    return {};
}

}  // namespace

Result<> run_live_bench(const Options& options, Report& report) {
    const auto veth = VethPair::make();
    if (!veth) return tl::unexpected(veth.error());
    const std::vector<std::uint64_t> all = {25'000, 1, 100'000, 1'000'000};
    for (const std::uint64_t flows : options.quick ? std::vector<std::uint64_t>{25'000} : all)
        if (auto done = measure(*veth, flows, options, report); !done) return done;
    return {};
}

}  // namespace bench
